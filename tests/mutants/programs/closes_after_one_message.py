"""A server that takes one message for the whole conversation."""

import sys
import time

from services.common.options import Settings
from services.common.sockets import MOST_BYTES, Connection
from tests.mutants.programs import answering


def talk(connection: Connection, settings: Settings) -> None:
    """Answer once and close."""
    with connection:
        data = connection.recv(MOST_BYTES)
        time.sleep(settings.work_seconds)
        connection.sendall(b"Echo=>" + data)


if __name__ == "__main__":
    sys.exit(answering.run(talk))
