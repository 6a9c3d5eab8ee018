"""Say something to a server, and print the last that is heard of it.

Usage: last_words.py HOST PORT.
"""

import socket
import sys


def main() -> None:
    """Talk once, and listen until the conversation ends."""
    with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=10) as talk:
        talk.sendall(b"until death")
        print("the last that was heard:", talk.recv(100))


if __name__ == "__main__":
    main()
