"""class-server: the standard library's server classes do the serving.

Teaches: a framework. `socketserver` accepts, starts a thread or a process per client, or neither,
and hands the conversation to a handler class: all that is left to write is `handle`.

Beyond the bare class_server it takes options, keeps a journal, and adds what the classes lack: signals that
do not interrupt the start of a process, errors in one line, children that end with
their parent.

Choose it when its classes fit: the server is then ten lines, and --kind changes how it works
without a change to the handler.

Limits: those of thread-server, fork-server or (the synchronous kind: one client at a time)
echo-server. Zombies of the forking kind last half a second.
"""

import contextlib
import socketserver
import sys
import time
from typing import Any

from services.common import options, serving, stopping
from services.common.output import say
from services.common.sockets import MOST_BYTES, Listener

PROGRAM = "class-server"


class ClassSettings(options.Settings):
    """The options of this server."""

    kind: str


class EchoHandler(socketserver.BaseRequestHandler):
    """The conversation with one client."""

    server: "EchoServer"

    def handle(self) -> None:
        """Say who called and when, then answer until the client ends."""
        say(f"{self.client_address} {time.ctime()}")
        with self.request:
            while data := self.request.recv(MOST_BYTES):
                time.sleep(self.server.settings.work_seconds)
                self.request.sendall(b"Echo=>%s at %s" % (data, time.ctime().encode()))


class EchoServer(socketserver.TCPServer):
    """The classes' server on a listening socket that accepts whatever its clients do.

    This class is the synchronous kind: the handler returns before the next client is accepted.
    """

    def __init__(self, listener: Listener, settings: ClassSettings) -> None:
        self.settings = settings
        super().__init__(listener.getsockname(), EchoHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener

    def handle_error(self, request: Any, _client_address: Any) -> None:
        """Say in one line that a client could not be served."""
        request.refuse(str(sys.exc_info()[1]))


class ThreadingEchoServer(socketserver.ThreadingMixIn, EchoServer):
    """A thread per client."""

    daemon_threads = True
    block_on_close = False

    def process_request(self, request: Any, client_address: Any) -> None:
        """Start a thread that leaves the signals TERM and INT to this one."""
        with stopping.SignalsHeld():
            super().process_request(request, client_address)


class ForkingEchoServer(socketserver.ForkingMixIn, EchoServer):
    """A process per client."""

    active_children: set[int] | None
    max_children = 1024

    def process_request(self, request: Any, client_address: Any) -> None:
        """Start a process and take note of it, with no signal in between."""
        with stopping.SignalsHeld():
            super().process_request(request, client_address)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Be the child: close what belongs to the parent, then talk to the client."""
        self.socket.close()
        with contextlib.ExitStack() as closing:
            closing.callback(request.close)
            stopping.release_signals()
            super().finish_request(request, client_address)

    def close_request(self, request: Any) -> None:
        """Be the parent: leave the conversation to the child."""
        request.hand_over()


KINDS = {"threading": ThreadingEchoServer, "forking": ForkingEchoServer, "synchronous": EchoServer}


def serve(listener: Listener, settings: ClassSettings) -> None:
    """Serve with a server of the requested kind."""
    server = KINDS[settings.kind](listener, settings)
    try:
        server.serve_forever()
    finally:
        stopping.end_children(list(getattr(server, "active_children", None) or ()))


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.server_parser(PROGRAM, __doc__)
    parser.add_argument(
        "--kind",
        choices=list(KINDS),
        default="threading",
        help="what each client gets: a thread, a process, or its turn (default: threading)",
    )
    settings = parser.parse_args(arguments, namespace=ClassSettings())
    return serving.run(PROGRAM, lambda server: serve(server.listen(settings), settings))


if __name__ == "__main__":
    sys.exit(main())
