"""The frame that a server runs in: it listens, serves until it is asked to stop, and shuts down cleanly."""

import errno
import socket
from collections.abc import Callable

from services.common.conversations import Conversations
from services.common.options import Settings
from services.common.output import complain, reason, say
from services.common.sockets import DatagramSocket, Listener
from services.common.stopping import Stopped, stop_on_signals

EVERY_ADDRESS = "0.0.0.0"
LISTEN_HINTS = {
    errno.EADDRINUSE: " (is another server running there?)",
    errno.EACCES: " (low ports need a privilege: choose one above 1023)",
    errno.EADDRNOTAVAIL: " (this host has no such address)",
}


class CannotListenError(Exception):
    """A server cannot bind its port; the message gives the reason."""


class Server:
    """What every server has: a name, its conversations, and the sockets that it closes in the end.

    Args:
        program: The name the program goes by.
    """

    def __init__(self, program: str) -> None:
        self.program = program
        self.conversations = Conversations(program)
        self.sockets: list[socket.socket] = []

    def listen(self, settings: Settings, *, content: bool = True) -> Listener:
        """Listen on the chosen port, and only then say so.

        Args:
            settings: Where, how long the queue is, and whether SO_REUSEADDR is set.
            content: Whether the journal contains the transferred bytes.

        Raises:
            CannotListenError: The port is not to be had.
        """
        (listener,) = self.listen_on_all(settings, 1, content=content)
        return listener

    def listen_on_all(self, settings: Settings, ports: int, *, content: bool = True) -> list[Listener]:
        """Listen on consecutive ports, of which the chosen one is the first, and only then say so.

        Raises:
            CannotListenError: One of the ports is not to be had.
        """
        first = settings.port
        listeners: list[Listener] = []
        for port in range(first, first + ports) if first else [0] * ports:
            listener = Listener(self.conversations, content=content)
            listeners.append(listener)
            self.sockets.append(listener)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, settings.reuse_address)
            bind(listener, settings.host, port, backlog=settings.backlog)
        for listener in listeners:
            self.announce(listener, settings.host)
        return listeners

    def hear(self, settings: Settings) -> DatagramSocket:
        """Have a port on which datagrams arrive, and only then say so.

        Without SO_REUSEADDR, by which two servers could share the port.

        Raises:
            CannotListenError: The port is not to be had.
        """
        endpoint = DatagramSocket(self.conversations)
        self.sockets.append(endpoint)
        bind(endpoint, settings.host, settings.port)
        self.announce(endpoint, settings.host)
        return endpoint

    def announce(self, endpoint: socket.socket, host: str) -> None:
        """Say and note that clients may come."""
        host, port = host or EVERY_ADDRESS, endpoint.getsockname()[1]
        self.conversations.journal.note("ready", host=host, port=port)
        say(f"{self.program} ready on {host}:{port}")

    def close(self) -> None:
        """Close all sockets that clients come to."""
        for endpoint in self.sockets:
            endpoint.close()


def bind(endpoint: socket.socket, host: str, port: int, *, backlog: int | None = None) -> None:
    """Give a socket its address; where there is a backlog, have it listen.

    Args:
        endpoint: The socket.
        host: An address of this host, or its name; every address if empty.
        port: 0 takes any free one.
        backlog: How many clients may wait to be accepted.

    Raises:
        CannotListenError: The address is not to be had, with a hint where the cause is a common one.
    """
    try:
        endpoint.bind((host, port))
        if backlog is not None:
            endpoint.listen(backlog)
    except (OSError, UnicodeError, TypeError) as error:
        hint = LISTEN_HINTS.get(getattr(error, "errno", 0), "")
        problem = f"cannot listen on {host or EVERY_ADDRESS}:{port}: {reason(error)}{hint}"
        raise CannotListenError(problem) from error


def run(program: str, serve: Callable[[Server], None]) -> int:
    """Serve until TERM or INT, and shut down cleanly.

    Args:
        program: The name the program goes by.
        serve: The server itself: it listens, and goes on until a signal stops it.

    Returns:
        The exit status: 0 after a signal, 1 when the port is not to be had.
    """
    server = Server(program)
    try:
        stop_on_signals()
        serve(server)
    except CannotListenError as error:
        complain(f"{program}: {error}")
        return 1
    except Stopped:
        pass
    finally:
        server.close()
        server.conversations.end_all()
    return 0
