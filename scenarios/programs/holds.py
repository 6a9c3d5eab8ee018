"""A client that says one line, gets its reply, and then keeps the connection until it is ended."""

from __future__ import annotations

import socket
import sys
import time

PORT = 50007
LONGEST_S = 60.0


def main() -> None:
    """Connect to the host that is named, and stay."""
    with socket.create_connection((sys.argv[1], PORT), timeout=10) as connection:
        connection.sendall(b"hello")
        connection.recv(1024)
        print("connected", flush=True)
        time.sleep(LONGEST_S)


if __name__ == "__main__":
    main()
