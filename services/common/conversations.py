"""A server's conversations in the journal: each begins once and ends once, for one reason.

The reasons are `eof` (the client closed), `reset` (the client reset the connection), `error` (it failed on
this side) and `shutdown` (the server was stopped).
"""

from typing import Any

from services.common.output import Complaints
from services.common.stopping import SignalsHeld
from services.lab.journal import Journal


class Conversations:
    """The conversations that are open, and the journal of all.

    Args:
        program: The name of the server.
    """

    def __init__(self, program: str) -> None:
        self.journal = Journal.from_environment("server")
        self.complain = Complaints(program)
        self.open: set[str] = set()

    def begin(self, conn: str, **place: Any) -> None:
        """Note that a conversation begins, and where: on which port, say."""
        with SignalsHeld():
            self.open.add(conn)
            self.journal.note("connect", peer=conn, **place, conn=conn)

    def hand_over(self, conn: str) -> None:
        """Leave a conversation to a child process, which notes its end."""
        self.open.discard(conn)

    def end(self, conn: str, why: str) -> None:
        """Note the end of a conversation, unless it has been noted already."""
        with SignalsHeld():
            self._end(conn, why)

    def end_all(self) -> None:
        """Note the end of every conversation that this process leaves unfinished."""
        for conn in list(self.open):
            self._end(conn, "shutdown")

    def _end(self, conn: str, why: str) -> None:
        try:
            self.open.remove(conn)
        except KeyError:  # another thread was first
            return
        self.journal.note("closed", conn=conn, reason=why)


def end_by(error: OSError) -> str:
    """Return the reason that an error gives a conversation to end."""
    return "reset" if isinstance(error, ConnectionError) else "error"
