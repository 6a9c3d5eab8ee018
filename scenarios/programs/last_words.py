"""Send a message to a server, and print the last bytes that it sends.

Usage: last_words.py HOST PORT.
"""

import socket
import sys


def main() -> None:
    """Send once, and read until the connection ends."""
    with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=10) as talk:
        talk.sendall(b"until death")
        print("the last that was heard:", talk.recv(100))


if __name__ == "__main__":
    main()
