"""Fetch a file from a getfile server and read it slowly, as a program does that is busy with something else.

Usage: slow_reader.py HOST FILE.
"""

import socket
import sys
import time

BUFFER_BYTES = 32 * 1024
PIECE_BYTES = 64 * 1024
PAUSE_SECONDS = 0.1


def main() -> None:
    """Read a piece, pause, and print in the end how many bytes came."""
    with socket.socket() as connection:
        # Before the connection is made: the window is derived from it.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        connection.connect((sys.argv[1], 50001))
        connection.sendall(sys.argv[2].encode() + b"\n")
        received = 0
        while piece := connection.recv(PIECE_BYTES):
            received += len(piece)
            time.sleep(PAUSE_SECONDS)
    print("read", received, "bytes", flush=True)


if __name__ == "__main__":
    main()
