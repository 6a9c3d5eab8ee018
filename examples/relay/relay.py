"""Pass on what comes from the field: one connection to the collector for each one from a sensor."""

from __future__ import annotations

import selectors
import signal
import socket
import sys
import threading

PORT = 9000


def pump(one: socket.socket, other: socket.socket) -> None:
    """Copy in both directions until either side closes."""
    with selectors.DefaultSelector() as ready, one, other:
        ready.register(one, selectors.EVENT_READ, (one, other))
        ready.register(other, selectors.EVENT_READ, (other, one))
        while True:
            for key, _ in ready.select():
                source, destination = key.data
                content = source.recv(4096)
                if not content:
                    return
                destination.sendall(content)


def serve(collector: str) -> None:
    """Accept sensors; one that the collector cannot be reached for is turned away."""
    with socket.create_server(("", PORT), backlog=64) as server:
        print("relaying", flush=True)
        while True:
            sensor, _ = server.accept()
            try:
                outward = socket.create_connection((collector, PORT), timeout=5)
            except OSError as error:
                print(f"no collector: {error}", flush=True)
                sensor.close()
                continue
            outward.settimeout(None)
            threading.Thread(target=pump, args=(sensor, outward), daemon=True).start()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    serve(sys.argv[1])
