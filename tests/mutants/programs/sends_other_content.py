"""A file server whose files have the right size and nothing else."""

import sys

from tests.mutants.programs import sending_wrongly

if __name__ == "__main__":
    sys.exit(sending_wrongly.run(lambda content: b"x" * len(content)))
