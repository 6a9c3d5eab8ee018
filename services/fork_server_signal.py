"""fork-server-signal: a child process for every client, and never a zombie.

Teaches: signals. The kernel tells a parent of a child's death by SIGCHLD; a parent that ignores
this signal has the kernel clear dead children away at once. All else is fork-server.

Choose it over fork-server unless the parent needs to know how its children ended.

Limits: still a process per client, and nobody ever learns a child's exit status.

Source: wait(2), "NOTES": what POSIX.1-2001 says of an ignored SIGCHLD.
"""

import signal
import sys

from services import fork_server, options, sockets, stopping


def forget_finished(children: list[int]) -> None:
    """Drop from the list those that the kernel has cleared away."""
    children[:] = [pid for pid in children if stopping.is_living_child(pid)]


def serve(service: sockets.Service) -> None:
    """Serve as fork-server does, with no dead children to see to."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    fork_server.serve(service, forget_finished)


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.server_parser("fork-server-signal", __doc__)
    settings = parser.parse_args(arguments, namespace=options.Settings())
    return sockets.run("fork-server-signal", settings, serve)


if __name__ == "__main__":
    sys.exit(main())
