"""class-server: the standard library's server class, and a handler class.

Teaches: a framework. `socketserver` listens, accepts, starts a thread for each client and closes the
connection; only `handle` remains to be written.

Choose it to see how short a server can be. For real use take servers/class_server.

Limits: behaviour that the class does not provide has to be overridden.
"""

import os
import socketserver
import sys
import time

WORK_SECONDS = float(os.environ.get("SOCKETLAB_WORK_SECONDS", "5"))


class EchoHandler(socketserver.BaseRequestHandler):
    """The conversation with one client."""

    def handle(self) -> None:
        """Print the client's address and the time, then reply until the client closes."""
        print(self.client_address, time.ctime(), flush=True)
        while data := self.request.recv(1024):
            time.sleep(WORK_SECONDS)
            self.request.sendall(b"Echo=>%s at %s" % (data, time.ctime().encode()))


port = int(sys.argv[1]) if len(sys.argv) > 1 else 50007
socketserver.ThreadingTCPServer(("", port), EchoHandler).serve_forever()
