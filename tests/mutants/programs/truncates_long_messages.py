"""A server that keeps four kilobytes of a conversation and hangs up on the rest."""

import socket
import sys

from services.common.options import Settings
from services.common.sockets import MOST_BYTES, Connection
from tests.mutants.programs import answering

LONGEST = 4096


def talk(connection: Connection, _settings: Settings) -> None:
    """Return no more than fits, and listen to the rest without an answer."""
    room = LONGEST
    with connection:
        while data := connection.recv(MOST_BYTES):
            if room:
                connection.sendall(b"Echo=>" + data[:room])
                room = max(room - len(data), 0)
            if not room:
                connection.shutdown(socket.SHUT_WR)


if __name__ == "__main__":
    sys.exit(answering.run(talk))
