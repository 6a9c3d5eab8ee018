"""A server that loses one byte of every message."""

import sys

from tests.mutants.programs import answering

if __name__ == "__main__":
    sys.exit(answering.run(answering.echo(lambda data: answering.reply_to(data[:3] + data[4:]))))
