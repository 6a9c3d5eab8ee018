"""A server that accepts its clients, hears them out and never answers."""

import sys
import threading

from services.common.options import Settings
from services.common.sockets import MOST_BYTES, Connection
from tests.mutants.programs import answering


def talk(connection: Connection, _settings: Settings) -> None:
    """Listen, and say nothing."""
    connection.recv(MOST_BYTES)
    threading.Event().wait()


if __name__ == "__main__":
    sys.exit(answering.run(talk))
