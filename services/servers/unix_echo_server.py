"""unix-echo-server: a server for its own host only, at a path in the file system.

Teaches: the same calls with another kind of address. A Unix-domain socket has a path instead of a port, it
uses no network, file permissions control who may connect, and the kernel gives the server the process and
user of each client. Each client has its thread, as in thread-server.

Choose it for clients on the same host: it is faster than TCP to localhost, no other host can reach it,
and access is controlled as for any file.

Limits: one host, and with containers one path that both can see. A path has at most 107 bytes. A killed
server leaves its socket file behind; the next server detects that nothing listens there and reuses the
path. If two servers do so at the same moment, one ends up without a path.

Source: unix(7), "Pathname sockets", "Pathname socket ownership and permissions", SO_PEERCRED.
"""

import argparse
import errno
import itertools
import os
import socket
import stat
import struct
import sys
import time
from typing import Any

from services.common import options, serving
from services.common.conversations import Conversations
from services.common.output import reason, say
from services.common.sockets import MOST_BYTES, Connection, Listener
from services.common.threads import Thread

PROGRAM = "unix-echo-server"
CREDENTIALS = struct.Struct("3i")


class UnixSettings(options.Settings):
    """The options of this server."""

    path: str
    mode: int


class UnixListener(Listener):
    """A listener at a path. Its clients have no addresses, so that each gets a number."""

    def __init__(self, conversations: Conversations) -> None:
        super().__init__(conversations, socket.AF_UNIX)
        self.numbers = itertools.count(1)

    def welcome(self, accepted: socket.socket, _address: Any) -> tuple[Connection, Any]:
        """Begin the conversation with a client that was accepted, and return who it is: process and user."""
        credentials = accepted.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
        process, user, _ = CREDENTIALS.unpack(credentials)
        connection = Connection(accepted, (f"process {process}", next(self.numbers)), self.conversations)
        self.conversations.begin(connection.conn, path=self.getsockname(), process=process, user=user)
        return connection, (process, user)


def listen(server: serving.Server, settings: UnixSettings) -> UnixListener:
    """Listen at the path, with its permissions from its first moment on.

    Raises:
        CannotListenError: The path cannot be had.
    """
    listener = UnixListener(server.conversations)
    server.sockets.append(listener)
    mask = os.umask(0o777 & ~settings.mode)
    try:
        take_over(settings.path)
        listener.bind(settings.path)
        listener.listen(settings.backlog)
    except (OSError, ValueError) as error:
        hint = serving.LISTEN_HINTS[errno.EADDRINUSE] if in_use(error) else ""
        problem = f'cannot listen on "{settings.path}": {reason(error)}{hint}'
        raise serving.CannotListenError(problem) from error
    finally:
        os.umask(mask)
    server.conversations.journal.note("ready", path=settings.path, mode=f"{settings.mode:04o}")
    say(f"{PROGRAM} ready on {settings.path}")
    return listener


def in_use(error: Exception) -> bool:
    """Return whether the path belongs to another server."""
    return isinstance(error, OSError) and error.errno == errno.EADDRINUSE


def take_over(path: str) -> None:
    """Remove the socket file of a server that has ended; leave that of a running one, on which `bind` fails.

    Raises:
        FileExistsError: It is something else, and not to be removed.
    """
    try:
        found = os.lstat(path)
    except OSError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        raise FileExistsError(errno.EEXIST, "there is something else of this name")
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
            caller.settimeout(0)  # where the queue is full a server listens, and need not be waited for
            caller.connect(path)
    except ConnectionRefusedError:
        os.unlink(path)
    except OSError:
        return


def serve(listener: UnixListener, settings: UnixSettings) -> None:
    """Give each client a thread; take the path away in the end, if it is still this server's."""
    own = os.lstat(settings.path)
    try:
        while True:
            connection, (process, user) = listener.accept()
            say(f"Server connected by process {process} of user {user} at {time.ctime()}")
            try:
                Thread(target=talk, args=(connection, settings)).start()
            except RuntimeError as error:
                connection.refuse(str(error))
    finally:
        remove(settings.path, own)


def talk(connection: Connection, settings: UnixSettings) -> None:
    """Answer one client until it ends the conversation."""
    with connection:
        while data := connection.recv(MOST_BYTES):
            time.sleep(settings.work_seconds)
            connection.sendall(b"Echo=>%s at %s" % (data, time.ctime().encode()))


def remove(path: str, own: os.stat_result) -> None:
    """Remove the socket file, unless another has taken its place."""
    try:
        if os.path.samestat(os.lstat(path), own):
            os.unlink(path)
    except OSError:
        return


def permissions(text: str) -> int:
    """Convert an option that is a file's mode, in octal."""
    if text and set(text) <= set("01234567") and int(text, 8) <= 0o777:
        return int(text, 8)
    raise argparse.ArgumentTypeError(f'"{text}" is not a mode in octal, from 0 to 777')


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.program_parser(PROGRAM, __doc__, "--path /run/user/1000/echo.sock --mode 0660")
    added: tuple[options.Option, ...] = (
        ("path", "PATH", str, "echo.sock", "where its socket stands"),
        ("mode", "MODE", permissions, "0600", "the socket's permissions: who may write may connect"),
        options.work_option(5),
        options.backlog_option(),
    )
    options.add_options(parser, added)
    settings = parser.parse_args(arguments, namespace=UnixSettings())
    return serving.run(PROGRAM, lambda server: serve(listen(server, settings), settings))


if __name__ == "__main__":
    sys.exit(main())
