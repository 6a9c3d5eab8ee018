"""A server that takes a second and a half too long over its first byte."""

import sys
import time

from tests.mutants.programs import answering


def reply(data: bytes) -> bytes:
    """Dawdle, then answer rightly."""
    time.sleep(1.5)
    return answering.reply_to(data)


if __name__ == "__main__":
    sys.exit(answering.run(answering.echo(reply)))
