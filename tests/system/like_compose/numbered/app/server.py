"""Answer each line with itself and the level of logging."""

from __future__ import annotations

import os
import socketserver


class Line(socketserver.StreamRequestHandler):
    """One client."""

    def handle(self) -> None:
        """Answer until the client has said all."""
        for line in self.rfile:
            self.wfile.write(line.rstrip() + f" ({os.environ['LEVEL']})\n".encode())


if __name__ == "__main__":
    with socketserver.ThreadingTCPServer(("", int(os.environ["PORT"])), Line) as server:
        server.serve_forever()
