"""class-server: the standard library's server class, and a handler of ours.

Teaches: a framework. `socketserver` listens, accepts, starts a thread for each client and closes the
connection; what is left to write is `handle`.

Choose it to see how short a server can be. To use it, take servers/class_server.

Limits: what the class does not foresee has to be overridden.
"""

import os
import socketserver
import sys
import time

WORK_SECONDS = float(os.environ.get("SOCKETLAB_WORK_SECONDS", "5"))


class EchoHandler(socketserver.BaseRequestHandler):
    """The conversation with one client."""

    def handle(self) -> None:
        """Say who called and when, then answer until the client ends."""
        print(self.client_address, time.ctime(), flush=True)
        while data := self.request.recv(1024):
            time.sleep(WORK_SECONDS)
            self.request.sendall(b"Echo=>%s at %s" % (data, time.ctime().encode()))


port = int(sys.argv[1]) if len(sys.argv) > 1 else 50007
socketserver.ThreadingTCPServer(("", port), EchoHandler).serve_forever()
