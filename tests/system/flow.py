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
    """Send for a time."""
    with socket.create_connection((host, PORT)) as connection:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            connection.sendall(BLOCK)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        send(sys.argv[1], float(sys.argv[2]))
    else:
        serve()
