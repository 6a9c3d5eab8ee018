"""A server that keeps a descriptor for each client it has had."""

import os
import sys

from services.common.options import Settings
from services.common.sockets import Connection
from tests.mutants.programs import answering


def talk(connection: Connection, settings: Settings) -> None:
    """Answer, and lose sight of a log file."""
    os.open("/dev/null", os.O_WRONLY)
    answering.echo(answering.reply_to)(connection, settings)


if __name__ == "__main__":
    sys.exit(answering.run(talk))
