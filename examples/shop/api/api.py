"""The shop's API: ``GET /stock`` says how many items are left, ``POST /buy`` sells one of them."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from redis_client import command


class Shop(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        """How many items are left."""
        self._answer(lambda: (200, command("GET", "stock") or "0"))

    def do_POST(self) -> None:
        """Sell one item, if there is one."""
        self._answer(self._buy)

    @staticmethod
    def _buy() -> tuple[int, str]:
        left = int(command("DECR", "stock") or "0")
        if left >= 0:
            return 200, "sold"
        command("INCR", "stock")
        return 409, "sold out"

    def _answer(self, work: Callable[[], tuple[int, str]]) -> None:
        try:
            status, text = work()
        except OSError as error:
            print(f"no database: {error}", flush=True)
            status, text = 503, "closed for a moment"
        body = f"{text}\n".encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with ThreadingHTTPServer(("", 8080), Shop) as server:
        print("open", flush=True)
        server.serve_forever()
