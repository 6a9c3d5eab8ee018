"""thread-server: a thread for every client.

Teaches: threads. All clients are served at once inside one process, which sees them all in the
same memory; while one thread sleeps or waits for its client, the others run.

Beyond the bare thread_server it takes options, keeps a journal, shuts down cleanly on TERM and INT,
survives errors of its clients, and disconnects a client when no further thread can be started.

Choose it when clients must be served at once and mostly wait: for the network, a disk, a database.

Limits: one interpreter runs one thread's Python at a time, so that heavy computing gains nothing,
and a crash takes all clients along. A thread still costs memory: thousands want select-server.
"""

import sys
import time

from services.common import options, serving
from services.common.output import say
from services.common.sockets import MOST_BYTES, Connection, Listener
from services.common.threads import Thread

PROGRAM = "thread-server"


def talk(connection: Connection, settings: options.Settings) -> None:
    """Answer one client until it ends the conversation."""
    with connection:
        while data := connection.recv(MOST_BYTES):
            time.sleep(settings.work_seconds)
            connection.sendall(b"Echo=>%s at %s" % (data, time.ctime().encode()))


def serve(listener: Listener, settings: options.Settings) -> None:
    """Give each client a thread."""
    while True:
        connection, address = listener.accept()
        say(f"Server connected by {address} at {time.ctime()}")
        try:
            Thread(target=talk, args=(connection, settings)).start()
        except RuntimeError as error:
            connection.refuse(str(error))


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.server_parser(PROGRAM, __doc__)
    settings = parser.parse_args(arguments, namespace=options.Settings())
    return serving.run(PROGRAM, lambda server: serve(server.listen(settings), settings))


if __name__ == "__main__":
    sys.exit(main())
