"""class-server: the standard library's server classes do the serving.

Teaches: a framework. `socketserver` accepts, starts a thread or a process per client, or neither,
and hands the conversation to a handler class: all that is left to write is `handle`.

Choose it when its classes fit: the server is then ten lines, and --kind changes how it works
without a change to the handler.

Limits: those of thread-server, fork-server or (the synchronous kind: one client at a time)
echo-server; and what the classes do not foresee has to be overridden, as some of it is here. Zombies
of the forking kind last half a second.
"""

import socket
import socketserver
import sys
import time

from services import options, sockets, stopping

Request = socket.socket | tuple[bytes, socket.socket]


class EchoHandler(socketserver.BaseRequestHandler):
    """The conversation with one client."""

    def handle(self) -> None:
        """Say who called and when, then answer until the client ends."""
        server = self.server
        if isinstance(server, EchoServer):
            sockets.say(f"{self.client_address} {time.ctime()}")
            server.service.converse(self.request, self.client_address, sockets.timed_reply)


class EchoServer(socketserver.TCPServer):
    """The classes' server on this project's listening socket, which clients cannot harm.

    As it stands it is the synchronous kind: the handler returns before the next client is accepted.
    """

    def __init__(self, service: sockets.Service) -> None:
        self.service = service
        listener = service.listeners[0]
        super().__init__(listener.getsockname(), EchoHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener

    def get_request(self) -> tuple[socket.socket, sockets.Address]:
        """Accept as all variants do."""
        return self.service.accept()

    def handle_error(self, _request: object, client_address: sockets.Address) -> None:
        """Tell in one line that a client could not be served."""
        self.service.closed(client_address, "error")
        self.service.complain(f"cannot serve {client_address}: {sys.exc_info()[1]}")


class ThreadingEchoServer(socketserver.ThreadingMixIn, EchoServer):
    """A thread per client."""

    daemon_threads = True
    block_on_close = False

    def process_request(self, request: Request, client_address: sockets.Address) -> None:
        """Start a thread that leaves the signals TERM and INT to this one."""
        with stopping.SignalsHeld():
            super().process_request(request, client_address)


class ForkingEchoServer(socketserver.ForkingMixIn, EchoServer):
    """A process per client."""

    active_children: set[int] | None
    max_children = 1024

    def process_request(self, request: Request, client_address: sockets.Address) -> None:
        """Start a process and take note of it, with no signal in between."""
        with stopping.SignalsHeld():
            super().process_request(request, client_address)
            self.service.handed_over(client_address)

    def finish_request(self, request: Request, client_address: sockets.Address) -> None:
        """Let go, in the child, of what belongs to the parent; then talk to the client."""
        self.socket.close()
        try:
            stopping.release_signals()
            super().finish_request(request, client_address)
        finally:
            self.service.shut_down()


KINDS = {"threading": ThreadingEchoServer, "forking": ForkingEchoServer, "synchronous": EchoServer}


class ClassSettings(options.Settings):
    """The options of this server."""

    kind: str


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.server_parser("class-server", __doc__)
    parser.add_argument(
        "--kind",
        choices=list(KINDS),
        default="threading",
        help="what each client gets: a thread, a process, or its turn (default: threading)",
    )
    settings = parser.parse_args(arguments, namespace=ClassSettings())

    def serve(service: sockets.Service) -> None:
        server = KINDS[settings.kind](service)
        try:
            server.serve_forever()
        finally:
            stopping.end_children(list(getattr(server, "active_children", None) or ()))

    return sockets.run("class-server", settings, serve)


if __name__ == "__main__":
    sys.exit(main())
