"""echo-server: one client at a time, the simplest server there is.

Teaches: socket, bind, listen, accept, and a conversation that lasts until the client's end of
file. Whatever a client says comes back behind `Echo=>`.

Choose it when a request takes no time, or when two clients must never be served at once.

Limits: while one client is connected, all others wait in the kernel's queue (--backlog), even if
the first one says nothing. With --work-seconds 1, eight clients at once take eight seconds.
"""

import sys

from services import options, sockets


def reply(data: bytes) -> bytes:
    """Return the answer to some bytes."""
    return b"Echo=>" + data


def serve(service: sockets.Service) -> None:
    """Serve one client to its end, then the next."""
    while True:
        connection, address = service.accept()
        sockets.say(f"Server connected by {address}")
        service.converse(connection, address, reply)


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.server_parser("echo-server", __doc__, work_seconds=0)
    settings = parser.parse_args(arguments, namespace=options.Settings())
    return sockets.run("echo-server", settings, serve)


if __name__ == "__main__":
    sys.exit(main())
