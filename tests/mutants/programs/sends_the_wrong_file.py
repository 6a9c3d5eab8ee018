"""A file server that sends one and the same file, whatever it is asked for."""

import sys

from services.files.wire import Header, Request
from tests.mutants.programs import sending_wrongly


class OneFileDesk(sending_wrongly.WrongDesk):
    """A counter with one file."""

    def open(self, request: Request) -> tuple[int, Header | None]:
        """Open the fourth file."""
        return super().open(request._replace(name=b"lab/file-4.bin"))


if __name__ == "__main__":
    sys.exit(sending_wrongly.run(bytes, OneFileDesk))
