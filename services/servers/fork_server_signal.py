"""fork-server-signal: a child process for every client, and never a zombie.

Teaches: signals. The kernel reports a child's death to the parent by SIGCHLD; a parent that ignores
this signal makes the kernel discard them at once. Everything else is fork-server.

Choose it over fork-server unless the parent needs to know how its children ended.

Limits: still a process per client, and a child's exit status is lost.

Source: wait(2), "NOTES": what POSIX.1-2001 says of an ignored SIGCHLD.
"""

import signal
import sys

from services.common import options, serving, stopping
from services.common.sockets import Listener
from services.servers import fork_server

PROGRAM = "fork-server-signal"


def forget_finished(children: list[int]) -> None:
    """Drop from the list those that the kernel has cleared away."""
    children[:] = [pid for pid in children if stopping.is_living_child(pid)]


def serve(listener: Listener, settings: options.Settings) -> None:
    """Serve as fork-server does, with no children to reap."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    fork_server.serve(listener, settings, forget_finished)


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.server_parser(PROGRAM, __doc__)
    settings = parser.parse_args(arguments, namespace=options.Settings())
    return serving.run(PROGRAM, lambda server: serve(server.listen(settings), settings))


if __name__ == "__main__":
    sys.exit(main())
