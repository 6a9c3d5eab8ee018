"""A server that answers at once, without the work that the answer would take."""

import sys

from tests.mutants.programs import answering

if __name__ == "__main__":
    sys.exit(answering.run(answering.echo(answering.reply_to, work=False)))
