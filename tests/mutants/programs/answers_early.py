"""A server that answers after the first five bytes of a message and hangs up."""

import sys
import time

from services.common.options import Settings
from services.common.sockets import Connection
from tests.mutants.programs import answering


def talk(connection: Connection, settings: Settings) -> None:
    """Take the beginning for the whole."""
    with connection:
        data = connection.recv(5)
        time.sleep(settings.work_seconds)
        connection.sendall(answering.reply_to(data))


if __name__ == "__main__":
    sys.exit(answering.run(talk))
