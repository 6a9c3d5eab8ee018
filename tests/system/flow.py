"""Moves bytes over one TCP connection and prints how many bits a second arrived: for tests of links."""

from __future__ import annotations

import socket
import sys
import time

PORT = 5999
BLOCK = bytes(1 << 18)


def serve() -> None:
    """Count the bytes of each connection, from its first byte to its last."""
    with socket.create_server(("", PORT)) as server:
        print("ready", flush=True)
        while True:
            connection, _ = server.accept()
            with connection:
                total, began = 0, 0.0
                while block := connection.recv(1 << 20):
                    began = began or time.monotonic()
                    total += len(block)
                took = max(time.monotonic() - began, 1e-6)
                print(f"rate {round(total * 8 / took)}", flush=True)


def send(host: str, seconds: float) -> None:
    """Send for a time, and wait until all has arrived."""
    with socket.socket() as connection:
        if seconds < 0:  # a small buffer, for a slow line
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 15)
        connection.connect((host, PORT))
        end = time.monotonic() + abs(seconds)
        while time.monotonic() < end:
            connection.sendall(BLOCK[: 1 << 14] if seconds < 0 else BLOCK)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        send(sys.argv[1], float(sys.argv[2]))
    else:
        serve()
