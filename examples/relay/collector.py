"""Write down each reading, and acknowledge it."""

from __future__ import annotations

import signal
import socketserver
import sys


class Reading(socketserver.StreamRequestHandler):
    """One connection: a line for each reading."""

    def handle(self) -> None:
        """Acknowledge each line once it is written down."""
        for line in self.rfile:
            reading = line.decode().strip()
            sys.stdout.write(f"{reading} by way of {self.client_address[0]}\n")  # in one piece: threads share it
            sys.stdout.flush()
            self.wfile.write(b"noted\n")


class Collector(socketserver.ThreadingTCPServer):
    """A thread for each connection."""

    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with Collector(("", 9000), Reading) as server:
        print("collecting", flush=True)
        server.serve_forever()
