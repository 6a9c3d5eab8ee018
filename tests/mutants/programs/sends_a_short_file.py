"""A file server that sends one byte less than the file has."""

import sys

from tests.mutants.programs import sending_wrongly

if __name__ == "__main__":
    sys.exit(sending_wrongly.run(lambda content: content[:-1]))
