"""unix-echo-server: a server for its own host only, by a name in the file system.

Teaches: the same calls with another kind of address. A Unix-domain socket has a path and no port,
nothing of it ever touches a network, its permissions say who may connect, and the kernel tells
the server which process and user is calling. Each client has its thread, as in thread-server.

Choose it for clients on the same host: it is faster than TCP to localhost, no other host can reach it,
and who may call is settled as with any file.

Limits: one host, and with containers one that both see the path in. A path has 107 bytes at most. A
server that is killed leaves its file behind; the next one finds that nobody listens there and takes
the name over. Of two that do so at the same moment, one is left without a name.

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

from services import options, sockets, thread_server

PROGRAM = "unix-echo-server"
CREDENTIALS = struct.Struct("3i")


class UnixSettings(options.Settings):
    """The options of this server."""

    path: str
    mode: int


def listen(service: sockets.Service, settings: UnixSettings) -> None:
    """Listen at the path, with its permissions from its first moment on.

    Raises:
        CannotListenError: The path cannot be had.
    """
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    service.listeners.append(listener)
    mask = os.umask(0o777 & ~settings.mode)
    try:
        take_over(settings.path)
        listener.bind(settings.path)
        listener.listen(settings.backlog)
    except (OSError, ValueError) as error:
        hint = sockets.LISTEN_HINTS[errno.EADDRINUSE] if in_use(error) else ""
        trouble = f'cannot listen on "{settings.path}": {sockets.reason(error)}{hint}'
        raise sockets.CannotListenError(trouble) from error
    finally:
        os.umask(mask)
    service.journal.note("ready", path=settings.path, mode=f"{settings.mode:04o}")
    sockets.say(f"{PROGRAM} ready on {settings.path}")


def in_use(error: Exception) -> bool:
    """Tell whether the path is another server's."""
    return isinstance(error, OSError) and error.errno == errno.EADDRINUSE


def take_over(path: str) -> None:
    """Remove the file of a server that is no more; leave a living one's for `bind` to complain of.

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
            caller.settimeout(0)  # where the queue is full somebody listens, and need not be waited for
            caller.connect(path)
    except ConnectionRefusedError:
        os.unlink(path)  # noqa: PTH108 - pathlib's import would double the program's start
    except OSError:
        return


def serve(service: sockets.Service, path: str) -> None:
    """Give each client a thread; take the path away in the end, if it is still this server's."""
    own = os.lstat(path)
    try:
        welcome_all(service, path)
    finally:
        remove(path, own)


def welcome_all(service: sockets.Service, path: str) -> None:
    """Accept one client after the other. They have no addresses, so that each gets a number."""

    def talk(connection: socket.socket, caller: sockets.Address) -> None:
        service.converse(connection, caller, sockets.timed_reply)

    for number in itertools.count(1):
        if taken := service.take(service.listeners[0]):
            connection = taken[0]
            credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
            process, user, _ = CREDENTIALS.unpack(credentials)
            caller = (f"process {process}", number)
            service.opened(caller, path=path, process=process, user=user)
            sockets.say(f"Server connected by process {process} of user {user} at {time.ctime()}")
            thread_server.start_thread(service, talk, connection, caller)


def remove(path: str, own: os.stat_result) -> None:
    """Remove the socket file, unless another has taken its place."""
    try:
        if os.path.samestat(os.lstat(path), own):
            os.unlink(path)  # noqa: PTH108 - see above
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
    return sockets.run(
        PROGRAM,
        settings,
        lambda service: serve(service, settings.path),
        lambda service: listen(service, settings),
    )


if __name__ == "__main__":
    sys.exit(main())
