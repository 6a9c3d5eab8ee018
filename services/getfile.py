"""getfile: a file server and its client in one program.

Teaches: a protocol. The client sends a path and a newline; the server answers with the file's bytes
and closes, and that end is all the client knows of the file's length. On the server every client
has its own thread; the kernel copies the file to the socket (sendfile) and the program never
sees a byte of it.

Choose it to fetch files between hosts that trust each other, on a network you trust.

Limits: whoever can connect can read every file that the server can. A missing file and an empty one,
or a whole transfer and one cut short in good order, look the same to the client.
"""

import os
import socket
import stat
import sys
import time
from collections.abc import Callable

from services import calling, options, sockets, thread_server
from services.journal import Journal, clock

PROGRAM = "getfile"
PORT = 50001
REQUEST_BYTES = 4096
REQUEST_SECONDS = 10.0
SENDFILE_BYTES = 1 << 30
RECEIVE_BYTES = 1 << 20


class RequestError(Exception):
    """A request that is not answered, for the reason that the message tells."""


def read_request(connection: socket.socket) -> bytes:
    """Read the path that a client asks for, however small the pieces it comes in.

    Raises:
        RequestError: The line is too long, ends too early or takes too long.
    """
    line, deadline = b"", clock() + REQUEST_SECONDS
    while b"\n" not in line:
        try:
            connection.settimeout(max(deadline - clock(), 0.001))
            piece = connection.recv(REQUEST_BYTES - len(line))
        except TimeoutError:
            raise RequestError(f"no request within {REQUEST_SECONDS:g} s") from None
        if not piece:
            raise RequestError("the client left before the end of its request")
        line += piece
        if len(line) >= REQUEST_BYTES and b"\n" not in line:
            raise RequestError(f"the request is longer than {REQUEST_BYTES} bytes")
    connection.settimeout(None)
    return line.partition(b"\n")[0]


def open_regular(path: bytes) -> int:
    """Open a regular file for reading, without ever waiting as a FIFO would make one.

    Raises:
        RequestError: There is no such file, it may not be read, or it is no regular file.
    """
    shown = repr(os.fsdecode(path))[1:-1]  # no control character reaches a terminal
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as error:
        raise RequestError(f'cannot send "{shown}": {error.strerror}') from None
    except ValueError:
        raise RequestError(f'cannot send "{shown}": No file has such a name') from None
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise RequestError(f'cannot send "{shown}": Not a regular file')


def send_file(connection: socket.socket, path: bytes) -> int:
    """Send a file from its first byte to its last, and return how many there were."""
    descriptor, total = open_regular(path), 0
    try:
        while count := os.sendfile(connection.fileno(), descriptor, total, SENDFILE_BYTES):
            total += count
    finally:
        os.close(descriptor)
    return total


def serve(service: sockets.Service) -> None:
    """Serve as thread-server does, with another conversation."""

    def talk(connection: socket.socket, address: sockets.Address) -> None:
        conn, why = sockets.ip_port(address), "error"
        try:
            path = read_request(connection)
            name = os.fsdecode(path)
            service.journal.note("received", conn=conn, size=len(path) + 1, file=name)
            time.sleep(service.settings.work_seconds)
            size = send_file(connection, path)
            service.journal.note("sent", conn=conn, size=size, file=name)
            why = "eof"
        except RequestError as error:
            sockets.complain(f"{PROGRAM}: {error} (asked by {address})")
        except OSError as error:
            why = sockets.end_by(error)
        finally:
            service.closed(address, why)
            connection.close()

    thread_server.serve_by(service, talk)


class GetfileSettings(options.Settings):
    """The options of this program, both sides."""

    mode: str
    file: str | None
    output: str | None
    timeout: float
    reply_timeout: float


def last_component(path: str) -> str:
    """Return the name under which a file is kept: what follows the last slash or backslash."""
    return path.replace("\\", "/").rpartition("/")[2]


def receive_file(connection: socket.socket, descriptor: int) -> int:
    """Write all that arrives to a file until the other end closes, and return how much it was."""
    block, total = memoryview(bytearray(RECEIVE_BYTES)), 0
    while count := connection.recv_into(block):
        total += count
        written = 0
        while written < count:
            try:
                written += os.write(descriptor, block[written:count])
            except OSError as error:
                raise calling.ClientError(f"cannot write the file: {sockets.reason(error)}") from None
    return total


def create(path: str) -> int:
    """Open a file for writing from its start, and return its descriptor."""
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    except OSError as error:
        raise calling.ClientError(f'cannot write "{path}": {sockets.reason(error)}') from None


def keep_file(connection: socket.socket, name: str) -> int:
    """Receive a file under a name of this transfer's own, then give it its name.

    Where client and server share a directory, the file that is being sent is not overwritten.
    """
    part = f".getfile-{os.getpid()}-{connection.fileno()}"
    descriptor = create(part)
    try:
        total = receive_file(connection, descriptor)
        rename(part, name)
    except BaseException:
        os.unlink(part)  # noqa: PTH108 - pathlib's import would double the program's start
        raise
    finally:
        os.close(descriptor)
    return total


def rename(part: str, name: str) -> None:
    """Give a file its final name."""
    try:
        os.rename(part, name)  # noqa: PTH104 - see above
    except OSError as error:
        raise calling.ClientError(f'cannot write "{name}": {sockets.reason(error)}') from None


def write_file(connection: socket.socket, path: str) -> int:
    """Receive a file straight into whatever a path names, be it a device."""
    descriptor = create(path)
    try:
        return receive_file(connection, descriptor)
    finally:
        os.close(descriptor)


def server_of(settings: GetfileSettings) -> calling.Destination:
    """Tell whom to ask."""
    return calling.Destination(settings.host or "localhost", settings.port, settings.timeout)


def fetch(settings: GetfileSettings, server: calling.Destination) -> None:
    """Fetch a file from the server.

    Raises:
        calling.ClientError: There is no such server, it fell silent or reset the connection, or the
            file cannot be written here.
    """
    journal, file = Journal.from_environment("client"), settings.file or ""
    connection, conn = server.connect(journal)
    connection.settimeout(settings.reply_timeout)
    why = "shutdown"
    try:
        request = os.fsencode(file) + b"\n"
        connection.sendall(request)
        journal.note("sent", conn=conn, size=len(request), file=file)
        if settings.output is None:
            size = keep_file(connection, last_component(file))
        else:
            size = write_file(connection, settings.output)
        journal.note("received", conn=conn, size=size, file=file)
        why = "eof"
    except TimeoutError:
        why = "error"
        raise calling.ClientError(
            f"{server.host}:{server.port} fell silent for {settings.reply_timeout:g} s"
        ) from None
    except OSError as error:
        why = sockets.end_by(error)
        raise calling.ClientError(f"{server.host}:{server.port} broke off: {sockets.reason(error)}") from None
    finally:
        connection.close()
        journal.note("closed", conn=conn, reason=why)
    sockets.say(f"Client got {file} at {time.ctime()}")


def read_settings(arguments: list[str] | None) -> GetfileSettings:
    """Read the options, or exit with status 2 and a line that says what is wrong with them."""
    dashes = ("-", "--")
    host = "address to listen on, every one if empty (server); whom to ask, localhost if empty (client)"
    parser = options.server_parser(PROGRAM, __doc__, port=PORT, work_seconds=0, dashes=dashes, host=host)
    parser.epilog = "example: python -m services.getfile -mode client -file notes/a.txt -host localhost"
    parser.add_argument(
        "-mode", "--mode", choices=["server", "client"], required=True, help="which side to be"
    )
    parser.add_argument("-file", "--file", metavar="PATH", help="the file to fetch (client)")
    parser.add_argument(
        "-output", "--output", metavar="PATH", help="where to write it (client; default: its name)"
    )
    options.waiting_options(parser, dashes=dashes)
    settings = parser.parse_args(arguments, namespace=GetfileSettings())
    if settings.mode == "client":
        file = settings.file
        if not file or "\n" in file:
            parser.error("-mode client needs -file and a path without a line end")
        if settings.output is None and last_component(file) in {"", ".", ".."}:
            parser.error(f'"{file}" does not name a file')
    return settings


def prepare(arguments: list[str] | None = None) -> Callable[[], int]:
    """Do all that can be done before the moment counts; what is returned does the rest.

    A client's server is looked up here.
    """
    settings = read_settings(arguments)
    if settings.mode == "server":
        return lambda: sockets.run(PROGRAM, settings, serve)
    server = server_of(settings)
    server.look_up_ahead()
    return lambda: calling.call(PROGRAM, lambda: fetch(settings, server))


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    settings = read_settings(arguments)
    if settings.mode == "server":
        return sockets.run(PROGRAM, settings, serve)
    return calling.call(PROGRAM, lambda: fetch(settings, server_of(settings)))


if __name__ == "__main__":
    sys.exit(main())
