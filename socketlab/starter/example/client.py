"""A client of the echo server: sends a text, and prints what comes back."""

import socket
import sys

PORT = 5000


def main() -> None:
    """Send a text; exit with status 1 where the answer is not the same in capitals."""
    host, text = sys.argv[1:]
    with socket.create_connection((host, PORT), timeout=10) as connection:
        connection.sendall(text.encode())
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(4096), b"")).decode()
    print(answer)
    sys.exit(answer != text.upper())


if __name__ == "__main__":
    main()
