"""A file server that promises a byte more than it sends."""

import sys

from services.files.wire import Header
from tests.mutants.programs import sending_wrongly


class BoastfulDesk(sending_wrongly.WrongDesk):
    """A counter that promises too much."""

    def promise(self, content: bytes) -> Header:
        """Describe a longer file."""
        header = super().promise(content)
        return header._replace(size=header.size + 1)


if __name__ == "__main__":
    sys.exit(sending_wrongly.run(bytes, BoastfulDesk))
