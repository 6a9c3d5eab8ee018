"""A server that works its own way: more than a second of a processor for each client, beside the wait."""

import sys
import time

from tests.mutants.programs import answering

SECONDS = 1.2


def reply(data: bytes) -> bytes:
    """Work, then answer rightly."""
    end = time.thread_time() + SECONDS
    while time.thread_time() < end:
        pass
    return answering.reply_to(data)


if __name__ == "__main__":
    sys.exit(answering.run(answering.echo(reply)))
