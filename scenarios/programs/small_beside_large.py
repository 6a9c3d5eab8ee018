"""Fetch a large file, and meanwhile a small one over the same line, and keep a journal of both.

Usage: small_beside_large.py HOST LARGE SMALL BYTES, where BYTES is how much of the large file comes first.
"""

import sys
import threading
from pathlib import Path

from services.clients import calling
from services.lab.journal import Journal, clock

PORT = 50001
PIECE_BYTES = 64 * 1024
PATIENCE_SECONDS = 20.0


class Fetching:
    """One file of a getfile server, as it comes.

    Args:
        host: The server.
        file: What to ask for.
    """

    def __init__(self, host: str, file: str) -> None:
        self.server = calling.Destination(host, PORT, PATIENCE_SECONDS)
        self.server.look_up_ahead()
        self.file = file
        self.enough = threading.Event()

    def fetch(self, enough: int) -> None:
        """Fetch it all, into a file of its name, and report when a number of bytes have come."""
        journal = Journal.from_environment("client")
        connection, conn = self.server.connect(journal)
        with connection, Path(self.file.rpartition("/")[2]).open("wb") as copy:
            connection.settimeout(PATIENCE_SECONDS)
            connection.sendall(self.file.encode() + b"\n")
            journal.note("sent", conn=conn, size=len(self.file) + 1)
            last = clock()
            while piece := connection.recv(PIECE_BYTES):
                last = clock()
                copy.write(piece)
                if copy.tell() >= enough:
                    self.enough.set()
            journal.note("received", at=last, conn=conn, size=copy.tell())
        journal.note("closed", conn=conn, reason="eof")


def main() -> None:
    """Fetch both."""
    host, large, small, enough = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    first, second = Fetching(host, large), Fetching(host, small)
    beside = threading.Thread(target=first.fetch, args=(enough,))
    beside.start()
    first.enough.wait(PATIENCE_SECONDS)
    second.fetch(0)
    beside.join()


if __name__ == "__main__":
    main()
