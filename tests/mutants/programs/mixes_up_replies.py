"""A server that keeps the current message where all its threads can see it, and so answers with another's."""

import sys
import time

from services.common.options import Settings
from services.common.sockets import MOST_BYTES, Connection
from tests.mutants.programs import answering

shared = {"message": b""}


def talk(connection: Connection, settings: Settings) -> None:
    """Forget, while at work, whose message it was."""
    with connection:
        while data := connection.recv(MOST_BYTES):
            shared["message"] = data
            time.sleep(settings.work_seconds)
            connection.sendall(answering.reply_to(shared["message"]))


if __name__ == "__main__":
    sys.exit(answering.run(talk))
