"""A server whose threads outlive their clients."""

import sys
import threading

from services.common.options import Settings
from services.common.sockets import Connection
from tests.mutants.programs import answering


def talk(connection: Connection, settings: Settings) -> None:
    """Answer, and stay."""
    answering.echo(answering.reply_to)(connection, settings)
    threading.Event().wait()


if __name__ == "__main__":
    sys.exit(answering.run(talk))
