"""A server that forgets every other client."""

import itertools
import sys
import threading

from services.common.options import Settings
from services.common.sockets import Connection
from tests.mutants.programs import answering

numbers = itertools.count(1)


def talk(connection: Connection, settings: Settings) -> None:
    """Answer those with an odd number."""
    if next(numbers) % 2 == 0:
        threading.Event().wait()
    answering.echo(answering.reply_to)(connection, settings)


if __name__ == "__main__":
    sys.exit(answering.run(talk))
