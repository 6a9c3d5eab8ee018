"""A file server that flips one bit in the last byte of a file."""

import sys

from tests.mutants.programs import sending_wrongly

if __name__ == "__main__":
    sys.exit(sending_wrongly.run(lambda content: content[:-1] + bytes([content[-1] ^ 1])))
