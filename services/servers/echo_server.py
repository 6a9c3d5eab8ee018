"""echo-server: one client at a time, the simplest server.

Teaches: accept, and a conversation that lasts until the client's end of file. Whatever a client sends
comes back after `Echo=>`.

Beyond the bare echo_server it takes options, keeps a journal, shuts down cleanly on TERM and INT, and
survives a client that resets its connection and a lack of file descriptors.

Choose it when a request takes no time, or when two clients must never be served at once.

Limits: while one client is connected, all others wait in the kernel's queue (--backlog), even if
the first one sends nothing. With --work-seconds 1, eight clients at once take eight seconds.
"""

import sys
import time

from services.common import options, serving
from services.common.output import say
from services.common.sockets import MOST_BYTES, Listener

PROGRAM = "echo-server"


def serve(listener: Listener, settings: options.Settings) -> None:
    """Serve one client to its end, then the next."""
    while True:
        connection, address = listener.accept()
        say(f"Server connected by {address}")
        with connection:
            while data := connection.recv(MOST_BYTES):
                time.sleep(settings.work_seconds)
                connection.sendall(b"Echo=>" + data)


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.server_parser(PROGRAM, __doc__, work_seconds=0)
    settings = parser.parse_args(arguments, namespace=options.Settings())
    return serving.run(PROGRAM, lambda server: serve(server.listen(settings), settings))


if __name__ == "__main__":
    sys.exit(main())
