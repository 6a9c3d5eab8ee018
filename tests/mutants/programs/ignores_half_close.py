"""A server that does not notice when its client has ended the conversation."""

import sys
import time

from services.common.options import Settings
from services.common.sockets import MOST_BYTES, Connection
from tests.mutants.programs import answering


def talk(connection: Connection, settings: Settings) -> None:
    """Take the end of the conversation for a pause."""
    while True:
        if data := connection.recv(MOST_BYTES):
            time.sleep(settings.work_seconds)
            connection.sendall(answering.reply_to(data))
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(answering.run(talk))
