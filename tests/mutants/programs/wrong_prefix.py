"""A server whose replies begin with almost the right word."""

import sys

from tests.mutants.programs import answering

if __name__ == "__main__":
    sys.exit(answering.run(answering.echo(lambda data: answering.reply_to(data).replace(b"Echo", b"Eco"))))
