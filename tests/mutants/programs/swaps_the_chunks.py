"""A server that returns the second half of a message before the first."""

import sys

from tests.mutants.programs import answering


def reply(data: bytes) -> bytes:
    """Return the message's halves in the wrong order."""
    middle = len(data) // 2
    return answering.reply_to(data[middle:] + data[:middle])


if __name__ == "__main__":
    sys.exit(answering.run(answering.echo(reply)))
