"""The server's side of getfile: the conversation with one client, and the limit on their number.

Teaches: how a server survives any behaviour of its clients. Every wait has a deadline: for the request, and
for a client that does not read its file. The number of clients is limited; when the limit is reached, the
client that has taken longest to send its request is disconnected. The kernel copies the file to the socket
(sendfile), and the program never sees its bytes.

Choose it, with served_root, where any client may ask for any file.

Limits: a user who occupies all places with transfers keeps others out, as long as each transfer reads a
thousand bytes a second.

Source: sendfile(2); socket(7) on SO_LINGER: a connection that is closed with a time of 0 is reset.
"""

import contextlib
import os
import select
import socket
import struct
import threading
import time

from services.common.conversations import end_by
from services.common.options import Settings
from services.common.output import complain, reason, say
from services.common.sockets import Connection, Listener
from services.common.threads import Thread
from services.files import wire
from services.files.digests import Digests
from services.files.served_root import RefusedError, ServedRoot
from services.files.wire import Header, Request
from services.lab.journal import clock

PROGRAM = "getfile"
MOST_CLIENTS = 256
MOST_SHOWN = 200
REQUEST_SECONDS = 10.0
STALL_SECONDS = 60.0
SLOWEST_BYTES_PER_SECOND = 1000
SENDFILE_BYTES = 1 << 30

BY_RESET = struct.pack("ii", 1, 0)
IN_GOOD_ORDER = struct.pack("ii", 0, 0)


class Guests:
    """The clients that are being served, those who have not finished their request in the order they came.

    Args:
        most: How many there may be.
    """

    def __init__(self, most: int = MOST_CLIENTS) -> None:
        self.most = most
        self.lock = threading.Lock()
        self.asking: dict[socket.socket, None] = {}
        self.served: set[socket.socket] = set()

    def admit(self, connection: socket.socket) -> None:
        """Admit a client; when the limit is reached, disconnect the one whose request has taken longest.

        Raises:
            RefusedError: All places are taken by clients that are being sent their files.
        """
        with self.lock:
            if len(self.asking) + len(self.served) >= self.most:
                oldest = next(iter(self.asking), None)
                if oldest is None:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, BY_RESET)
                    raise RefusedError(f"{self.most} clients are being served already")
                del self.asking[oldest]
                with contextlib.suppress(OSError):
                    oldest.shutdown(socket.SHUT_RD)  # its thread reads the end, and leaves
            self.asking[connection] = None

    def has_asked(self, connection: socket.socket) -> None:
        """Count a client among those that are being sent their files; it need not make way any more."""
        with self.lock:
            self.asking.pop(connection, None)
            self.served.add(connection)

    def leave(self, connection: socket.socket) -> None:
        """Let a client go."""
        with self.lock:
            self.asking.pop(connection, None)
            self.served.discard(connection)


def read_line(connection: socket.socket) -> bytes:
    """Read what a client asks for, however small the pieces it comes in.

    Raises:
        RefusedError: The line is too long, ends too early or takes too long.
    """
    line, deadline = b"", clock() + REQUEST_SECONDS
    while b"\n" not in line:
        try:
            connection.settimeout(max(deadline - clock(), 0.001))
            piece = connection.recv(wire.MOST_REQUEST_BYTES - len(line))
        except TimeoutError:
            raise RefusedError(f"no request within {REQUEST_SECONDS:g} s") from None
        if not piece:
            raise RefusedError("the client left before the end of its request")
        line += piece
        if len(line) >= wire.MOST_REQUEST_BYTES and b"\n" not in line:
            raise RefusedError(f"the request is longer than {wire.MOST_REQUEST_BYTES} bytes")
    return line.partition(b"\n")[0]


def send_range(connection: socket.socket, descriptor: int, at: int, end: int | None) -> int:
    """Send a file from one place to another, or to its end, and return how many bytes that were.

    Raises:
        RefusedError: The client takes them too slowly.
        OSError: The client has gone.
    """
    began, start = clock(), at
    while end is None or at < end:
        try:
            wanted = SENDFILE_BYTES if end is None else end - at
            count = os.sendfile(connection.fileno(), descriptor, at, wanted)
        except BlockingIOError:
            allowed = STALL_SECONDS + (at - start) / SLOWEST_BYTES_PER_SECOND
            wait_for_room(connection, began + allowed - clock())
            continue
        if count == 0:
            break
        at += count
    return at - start


def wait_for_room(connection: socket.socket, left_seconds: float) -> None:
    """Wait until a client reads more; end the wait when it pauses too long or reads too slowly."""
    room = select.poll()
    room.register(connection, select.POLLOUT)
    if left_seconds <= 0 or not room.poll(1000 * min(left_seconds, STALL_SECONDS)):
        raise RefusedError("the client takes its file too slowly")


class FileDesk:
    """A file server's counter.

    Args:
        root: What may be read.
        settings: How long the work before each answer takes.
    """

    def __init__(self, root: ServedRoot, settings: Settings) -> None:
        self.root = root
        self.settings = settings
        self.guests = Guests()
        self.digests = Digests()

    def serve(self, listener: Listener) -> None:
        """Give each client a thread, as thread-server does."""
        while True:
            connection, address = listener.accept()
            say(f"Server connected by {address} at {time.ctime()}")
            try:
                Thread(target=self.talk, args=(connection,)).start()
            except RuntimeError as error:
                connection.refuse(str(error))

    def talk(self, connection: Connection) -> None:
        """Answer one client, whatever it asks for and however it goes."""
        connection.why = "error"
        try:
            self.guests.admit(connection)
            line = read_line(connection)
            self.guests.has_asked(connection)
            self.answer(connection, line)
            connection.why = "eof"
        except RefusedError as error:
            complain(f"{PROGRAM}: {error} (asked by {connection.address})")
        except OSError as error:
            connection.why = end_by(error)
        finally:
            self.guests.leave(connection)
            connection.close()

    def answer(self, connection: Connection, line: bytes) -> None:
        """Answer one request.

        Raises:
            RefusedError: There was nothing to send, or it could not be sent whole.
            OSError: The client has gone.
        """
        request = wire.read_request(line)
        name, shown = os.fsdecode(request.name)[:MOST_SHOWN], show(request.name)
        connection.note("received", size=len(line) + 1, file=name)
        time.sleep(self.settings.work_seconds)
        connection.settimeout(STALL_SECONDS)
        try:
            descriptor, header = self.open(request)
        except RefusedError as refusal:
            if request.with_header:
                connection.sendall(wire.write_header(Header(refusal=str(refusal))))
            raise RefusedError(f'cannot send "{shown}": {refusal}') from None
        try:
            size = send(connection, descriptor, header)
        except RefusedError as problem:
            raise RefusedError(f'cannot send all of "{shown}": {problem}') from None
        finally:
            os.close(descriptor)
        connection.note("sent", size=size, file=name)

    def open(self, request: Request) -> tuple[int, Header | None]:
        """Open the file that is asked for, and describe it if that is asked for too.

        Raises:
            RefusedError: It is not to be had.
        """
        if request.trouble:
            raise RefusedError(request.trouble)
        descriptor = self.root.open_file(request.name)
        try:
            if not request.with_header:
                return descriptor, None
            size, sha256 = self.digests.of(descriptor)
        except BaseException as error:
            os.close(descriptor)
            if isinstance(error, OSError):
                raise RefusedError(reason(error)) from None
            raise
        return descriptor, Header(size, request.offset if request.offset <= size else 0, sha256)


def show(name: bytes) -> str:
    """Return a name as a terminal may see it: short, and without control characters."""
    return repr(os.fsdecode(name[:MOST_SHOWN]))[1:-1] + ("..." if len(name) > MOST_SHOWN else "")


def send(connection: socket.socket, descriptor: int, header: Header | None) -> int:
    """Send the header, if one is asked for, and the file.

    Until all is sent, an end of the connection is a reset, even if this process is killed: no client
    takes it for the end of the file, not even a classic one.
    """
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, BY_RESET)
    at, size, end = 0, os.fstat(descriptor).st_size, None
    if header:
        at, size, end = header.offset, header.size, header.size
        connection.sendall(wire.write_header(header), socket.MSG_MORE if at < end else 0)
    sent = send_range(connection, descriptor, at, end)
    if at + sent < size:
        raise RefusedError("the file became shorter")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, IN_GOOD_ORDER)
    return sent
