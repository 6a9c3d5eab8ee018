"""A forking server that never asks how its children ended."""

import signal
import sys

from services.common import serving
from services.servers import fork_server
from tests.mutants.programs import answering


def main() -> int:
    """Serve, and reap nobody."""
    settings = answering.read_settings()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    return serving.run(
        answering.PROGRAM,
        lambda server: fork_server.serve(server.listen(settings), settings, reap=lambda _children: None),
    )


if __name__ == "__main__":
    sys.exit(main())
