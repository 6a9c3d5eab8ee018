"""A server that keeps 64 MB for each client it has had, on a host that has 256."""

import sys

from services.common.options import Settings
from services.common.sockets import Connection
from tests.mutants.programs import answering

kept: list[bytes] = []


def talk(connection: Connection, settings: Settings) -> None:
    """Answer, and remember too much."""
    kept.append(b"x" * 64_000_000)
    answering.echo(answering.reply_to)(connection, settings)


if __name__ == "__main__":
    sys.exit(answering.run(talk))
