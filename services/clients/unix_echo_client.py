"""unix-echo-client: echo-client for a server on the same host, at a path in the file system.

Teaches: how little changes. The address is a path; the messages, and how a complete reply is recognised, are
those of echo-client.

Choose it for unix-echo-server, or any other echo server at a path.

Limits: servers on other hosts cannot be reached. Access is controlled by the permission to write to the
socket and to search the folders above it.

Source: unix(7); socket(7), SO_SNDTIMEO, which alone limits how long such a connect may take.
"""

import errno
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable

from services.clients import calling, echo_client
from services.common import options
from services.common.output import reason
from services.lab.journal import Journal, clock

PROGRAM = "unix-echo-client"
HINTS = {
    errno.ENOENT: " (is the server running there?)",
    errno.ECONNREFUSED: " (its server has gone and left it behind)",
    errno.EACCES: " (its permissions keep this user out)",
    errno.EAGAIN: " (too many wait there already)",
}


class ClientSettings(echo_client.ClientSettings):
    """The options of the client."""

    path: str


class Place:
    """A server to connect to.

    Args:
        path: The path of its socket.
        timeout: Seconds to wait in its queue.
    """

    def __init__(self, path: str, timeout: float) -> None:
        self.name = path
        self.timeout = timeout

    def connect(self, journal: Journal) -> tuple[socket.socket, str]:
        """Connect, and return the connection and a name for it.

        Raises:
            ClientError: Nothing listens there, or this user may not connect.
        """
        connection, began = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM), clock()
        # A socket with Python's own timeout would not wait at all where the queue is full.
        limit = struct.pack("ll", int(self.timeout), int(self.timeout % 1 * 1e6) or 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        # A connect that a timer interrupts in the queue looks done and is not: the wakeups wait until then.
        held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        try:
            connection.connect(self.name)
        except (OSError, ValueError) as error:
            connection.close()
            hint = HINTS.get(getattr(error, "errno", 0), "")
            failure = f'cannot connect to "{self.name}": {reason(error)}{hint}'
            journal.note("failed", path=self.name, error=failure)
            raise calling.ClientError(failure) from None
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
        conn = f"process {os.getpid()}:{connection.fileno()}"
        journal.note("connect", path=self.name, conn=conn, began=began)
        return connection, conn


def read_settings(arguments: list[str] | None) -> ClientSettings:
    """Parse the options; exit with status 2 and one line of error where they are invalid."""
    parser = options.program_parser(
        PROGRAM, __doc__, "--path /run/user/1000/echo.sock 'one message' another", folder="clients"
    )
    parser.add_argument(
        "message", nargs="*", help="messages to send; - reads non-empty lines from standard input"
    )
    options.add_options(parser, [("path", "PATH", str, "echo.sock", "where the server's socket stands")])
    options.waiting_options(parser)
    settings = parser.parse_intermixed_args(arguments, namespace=ClientSettings())
    settings.message = settings.message or ["Hello network world"]
    if "" in settings.message:
        parser.error("an empty message cannot be sent: nothing would answer it")
    return settings


def prepare(arguments: list[str] | None = None) -> Callable[[], int]:
    """Do everything that can be done before the start; the returned function does the rest."""
    settings = read_settings(arguments)
    server = Place(settings.path, settings.timeout)
    return lambda: calling.call(PROGRAM, lambda: echo_client.converse(settings, server))


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    return prepare(arguments)()


if __name__ == "__main__":
    sys.exit(main())
