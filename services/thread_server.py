"""thread-server: a thread for every client.

Teaches: threads. All clients are served at once inside one process, which sees them all in the
same memory; while one thread sleeps or waits for its client, the others run.

Choose it when clients must be served at once and mostly wait: for the network, a disk, a database.

Limits: one interpreter runs one thread's Python at a time, so that heavy computing gains nothing,
and a crash takes all clients along. A thread still costs memory: thousands want select-server.
"""

import socket
import sys
import threading
import time
from collections.abc import Callable

from services import options, sockets, stopping

Talk = Callable[[socket.socket, sockets.Address], None]


def serve_by(service: sockets.Service, talk: Talk) -> None:
    """Give each client a thread that talks to it."""
    while True:
        connection, address = service.accept()
        sockets.say(f"Server connected by {address} at {time.ctime()}")
        start_thread(service, talk, connection, address)


def start_thread(
    service: sockets.Service, talk: Talk, connection: socket.socket, address: sockets.Address
) -> None:
    """Start the thread that talks to a client, or send the client away."""
    try:
        # A thread is born with its starter's signals held: TERM and INT are left to this one.
        with stopping.SignalsHeld():
            threading.Thread(target=talk, args=(connection, address), daemon=True).start()
    except RuntimeError as error:
        service.refuse(connection, address, str(error))


def serve(service: sockets.Service) -> None:
    """Give each client a thread that echoes."""

    def talk(connection: socket.socket, address: sockets.Address) -> None:
        service.converse(connection, address, sockets.timed_reply)

    serve_by(service, talk)


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.server_parser("thread-server", __doc__)
    settings = parser.parse_args(arguments, namespace=options.Settings())
    return sockets.run("thread-server", settings, serve)


if __name__ == "__main__":
    sys.exit(main())
