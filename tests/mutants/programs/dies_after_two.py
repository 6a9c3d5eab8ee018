"""A server that does not survive its third client."""

import itertools
import os
import sys

from services.common.options import Settings
from services.common.output import complain
from services.common.sockets import Connection
from tests.mutants.programs import answering

numbers = itertools.count(1)


def talk(connection: Connection, settings: Settings) -> None:
    """Answer two clients; the third is one too many."""
    if next(numbers) > 2:
        complain("wrong-server: the table of clients is full")
        os._exit(3)
    answering.echo(answering.reply_to)(connection, settings)


if __name__ == "__main__":
    sys.exit(answering.run(talk))
