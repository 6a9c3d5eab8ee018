"""A server that sends every reply twice."""

import sys

from tests.mutants.programs import answering

if __name__ == "__main__":
    sys.exit(answering.run(answering.echo(lambda data: 2 * answering.reply_to(data))))
