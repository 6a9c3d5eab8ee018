"""A threading echo server whose way with one client is given: what the wrong servers have in common."""

import time
from collections.abc import Callable

from services.common import options, serving
from services.common.options import Settings
from services.common.output import say
from services.common.sockets import MOST_BYTES, Connection, Listener
from services.common.threads import Thread

PROGRAM = "wrong-server"

Talk = Callable[[Connection, Settings], None]


def reply_to(data: bytes) -> bytes:
    """Return the right reply."""
    return b"Echo=>%s at %s" % (data, time.ctime().encode())


def echo(reply: Callable[[bytes], bytes], *, work: bool = True) -> Talk:
    """Return a conversation of whole messages, each with its reply."""

    def talk(connection: Connection, settings: Settings) -> None:
        with connection:
            while data := connection.recv(MOST_BYTES):
                if work:
                    time.sleep(settings.work_seconds)
                connection.sendall(reply(data))

    return talk


def serve(listener: Listener, settings: Settings, talk: Talk) -> None:
    """Give each client a thread."""
    while True:
        connection, address = listener.accept()
        say(f"Server connected by {address}")
        Thread(target=talk, args=(connection, settings)).start()


def run(talk: Talk, serve: Callable[[Listener, Settings, Talk], None] = serve) -> int:
    """Serve until TERM and return the exit status."""
    settings = read_settings()
    return serving.run(PROGRAM, lambda server: serve(server.listen(settings), settings, talk))


def read_settings() -> Settings:
    """Read the options and the environment, as every server does."""
    return options.server_parser(PROGRAM, __doc__, work_seconds=0).parse_args(namespace=Settings())
