"""A server that cannot have its port, says so, and ends as if all were well."""

import sys

from tests.mutants.programs import answering

if __name__ == "__main__":
    answering.run(answering.echo(answering.reply_to))
    sys.exit(0)
