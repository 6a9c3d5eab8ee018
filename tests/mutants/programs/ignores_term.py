"""A forking server that did not ask for TERM: as the first process of its host it is sent none."""

import signal

from services.common import serving
from services.servers import fork_server
from tests.mutants.programs import answering


def main() -> None:
    """Serve, whatever anybody asks."""
    settings = answering.read_settings()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = serving.Server(answering.PROGRAM).listen(settings)
    fork_server.serve(listener, settings, reap=lambda _children: None)


if __name__ == "__main__":
    main()
