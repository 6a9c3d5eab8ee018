"""The client's side of getfile: the transfer of one file from a server.

Teaches: to verify what is received. The server is asked for a header with the file's size and SHA-256; the
bytes are written to a draft, counted and digested as they arrive, and the draft becomes the file only when
both agree. An old server closes on such a request: the client repeats it in the classic form, and reports
that nothing could be verified.

Choose it from a program with a window as well as from a command line: `Transfer` prints nothing, reports
its progress, and can be cancelled from another thread at any time.

Limits: in the classic exchange the end of the connection is the end of the file, whatever caused it.
"""

import contextlib
import os
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

from services.clients import calling
from services.clients.calling import ClientError
from services.common.conversations import end_by
from services.common.output import reason
from services.common.stopping import SignalsHeld
from services.files import wire
from services.files.drafts import Draft
from services.files.summary import BLOCK_BYTES, Summary
from services.files.wire import Header
from services.lab.journal import Journal, clock

PROGRESS_SECONDS = 0.05

Progress = Callable[[int, int | None], None]
Outcome = tuple[socket.socket, str] | ClientError | None


class Fetched(NamedTuple):
    """A file that has arrived, and the server's digest of it if it was verified by that."""

    path: str
    size: int
    verified: bool
    sha256: str


class NoHeaderError(Exception):
    """The server closed at a question for a header, as an old one does."""


def last_component(path: str) -> str:
    """Return the name under which a file is kept: what follows the last slash or backslash."""
    return path.replace("\\", "/").rpartition("/")[2]


class Transfer:
    """One file on its way from a server to here; it may be cancelled from another thread.

    Args:
        server: Whom to ask.
        file: What the server calls it.
        output: Where to write it: a file, a folder, or a device.
        directory: The folder for its last component where `output` does not say; the current one if empty.
        reply_timeout: Seconds that the server may be silent.
        classic: Do not ask for a header, and so have nothing to verify.
        resume: Keep what has come when the transfer fails, and go on from there the next time.
        journal: Where each step is noted.
        on_progress: Called with bytes so far and size if known, at most 20 times a second and at the end.
    """

    def __init__(  # noqa: PLR0913 - each is one of the user's own choices
        self,
        server: calling.Destination,
        file: str,
        *,
        output: str | None = None,
        directory: str = "",
        reply_timeout: float = 60.0,
        classic: bool = False,
        resume: bool = False,
        journal: Journal | None = None,
        on_progress: Progress | None = None,
    ) -> None:
        self.server = server
        self.file = file
        self.output = output
        self.directory = directory
        self.reply_timeout = reply_timeout
        self.classic = classic
        self.resume = resume
        self.journal = journal or Journal("client", None)
        self.on_progress = on_progress
        self.reached = ""
        self.told_at = float("-inf")
        self.lock = threading.Lock()
        self.cancelled = False
        self.connection: socket.socket | None = None
        self.outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()

    def run(self) -> Fetched:
        """Fetch the file.

        Raises:
            ClientError: It cannot be fetched or stored; the message gives the reason.
        """
        try:
            name = os.fsencode(self.file)
        except UnicodeError:
            name = b""
        if not name or b"\n" in name or b"\0" in name or len(name) > wire.MOST_NAME_BYTES:
            raise ClientError("no file can have this name")
        draft = Draft(self.target(), resume=self.resume and not self.classic)
        try:
            return self._fetch(name, draft)
        finally:
            draft.close(discard=self.cancelled)

    def cancel(self) -> None:
        """Have `run` end with the error `cancelled`, soon, and keep no half file; for any thread."""
        with self.lock:
            self.cancelled = True
            self.outcomes.put(None)
            if self.connection:
                with contextlib.suppress(OSError):
                    self.connection.shutdown(socket.SHUT_RDWR)  # which wakes who waits for bytes

    def target(self) -> str:
        """Return the path that the file will have.

        Raises:
            ClientError: What it is asked by names no file.
        """
        if self.output and not os.path.isdir(self.output):
            return os.path.realpath(self.output) if os.path.isfile(self.output) else self.output
        name = last_component(self.file)
        if name in {"", ".", ".."}:
            raise ClientError(f'"{self.file}" does not name a file')
        return os.path.join(self.output or self.directory, name)

    def _fetch(self, name: bytes, draft: Draft) -> Fetched:
        """Ask in the new way, and in the old one if the server knows no other."""
        if not self.classic:
            try:
                return self._fetch_verified(name, draft)
            except NoHeaderError:
                draft.start_over()
        return self._fetch_classic(name, draft)

    def _fetch_verified(self, name: bytes, draft: Draft) -> Fetched:
        """Fetch what the draft still lacks, and keep it if all together is what the server promised."""
        resumed, summary = draft.size > 0, Summary()
        draft.read(summary.sha256.update, self._go_on)
        with self._asked(wire.write_request(name, draft.size)) as (connection, conn):
            header = self._take_header(connection, {0, draft.size})
            if header.offset != draft.size:
                draft.start_over()
                resumed, summary = False, Summary()  # it is another file by now
            self._receive(connection, draft, summary, header.size)
            self.journal.note("received", conn=conn, size=header.size - header.offset, file=self.file)
        if summary.sha256.hexdigest() == header.sha256:
            return self._keep(draft, header.sha256)
        if resumed:  # then it is what was there before that was wrong
            draft.start_over()
            return self._fetch_verified(name, draft)
        raise ClientError(f"what {self.server.name} sent is not what it promised (SHA-256 differs)")

    def _fetch_classic(self, name: bytes, draft: Draft) -> Fetched:
        """Fetch all that comes until the server closes, and hope that it is the file."""
        with self._asked(wire.write_request(name, None)) as (connection, conn):
            self._receive(connection, draft, Summary(wanted=False))
            self.journal.note("received", conn=conn, size=draft.size, file=self.file)
        if not draft.size and not self.classic:
            trouble = f'it has no "{self.file}", or an empty one (-classic takes that)'
            raise ClientError(f"{self.server.name} sent nothing: {trouble}")
        return self._keep(draft)

    def _keep(self, draft: Draft, sha256: str = "") -> Fetched:
        """Give the file its name, unless it is wanted no more."""
        draft.settle()
        with self.lock:
            self._go_on()
            draft.keep()
        self._tell(draft.size, draft.size, last=True)
        return Fetched(draft.path, draft.size, bool(sha256), sha256)

    @contextlib.contextmanager
    def _asked(self, request: bytes) -> Iterator[tuple[socket.socket, str]]:
        """Yield a connection on which the request has been sent, and translate its errors into one line."""
        connection, conn = self._connect()
        why, self.reached = "shutdown", ""
        try:
            connection.settimeout(self.reply_timeout)
            connection.sendall(request)
            self.journal.note("sent", conn=conn, size=len(request), file=self.file)
            yield connection, conn
            why = "eof"
        except NoHeaderError:
            why = "eof"
            raise
        except TimeoutError:
            why = "error"
            self._go_on()
            raise ClientError(f"{self.server.name} sent nothing for {self.reply_timeout:g} s") from None
        except OSError as error:
            why = end_by(error)
            self._go_on()
            raise ClientError(f"{self.server.name} broke off{self.reached}: {reason(error)}") from None
        finally:
            with self.lock:
                self.connection = None
                connection.close()
            self.journal.note("closed", conn=conn, reason=why)

    def _connect(self) -> tuple[socket.socket, str]:
        """Connect in a thread of its own: name resolution cannot be interrupted, but it can be abandoned."""
        with SignalsHeld():
            threading.Thread(target=self._try_to_connect, daemon=True).start()
        outcome = self.outcomes.get()
        with self.lock:
            if isinstance(outcome, tuple):
                self.connection = outcome[0]
                if self.cancelled:
                    self.connection.close()
            self._go_on()
        if isinstance(outcome, tuple):
            return outcome
        raise outcome or ClientError(f"cannot connect to {self.server.name}")

    def _try_to_connect(self) -> None:
        outcome: Outcome = None
        try:
            outcome = self.server.connect(self.journal)
        except ClientError as error:
            outcome = error
        finally:
            with self.lock:
                if self.cancelled and isinstance(outcome, tuple):
                    outcome[0].close()  # the caller no longer waits for it
                else:
                    self.outcomes.put(outcome)

    def _take_header(self, connection: socket.socket, offsets: set[int]) -> Header:
        """Receive the header, with one of these offsets, and none of the bytes after it."""
        line = b""
        while not line.endswith(b"\n") and len(line) < wire.MOST_HEADER_BYTES:
            seen = connection.recv(wire.MOST_HEADER_BYTES - len(line), socket.MSG_PEEK)
            self._go_on()
            if not seen:
                middle = f"{self.server.name} broke off in the middle of its answer"
                raise ClientError(middle) if line else NoHeaderError
            line += connection.recv(seen.find(b"\n") + 1 or len(seen))
        try:
            header = wire.read_header(line)
        except wire.NotGetfile:
            header = Header(offset=-1)
        if header.refusal:
            raise ClientError(f'{self.server.name} refuses "{self.file}": {header.refusal}')
        if header.offset not in offsets:
            raise ClientError(f"what {self.server.name} speaks is not getfile")
        return header

    def _receive(
        self, connection: socket.socket, draft: Draft, summary: Summary, size: int | None = None
    ) -> None:
        """Append received bytes to the draft, up to the size if that is known, otherwise until the end."""
        try:
            with summary:
                count = BLOCK_BYTES
                while count == BLOCK_BYTES:
                    block = summary.block()
                    count = self._fill(block, connection, draft, size)
                    summary.take(block, count)
        finally:
            of_all = "" if size is None else f" of {size}"
            self.reached = f" after {draft.size}{of_all} bytes"
        if size is not None and draft.size != size:
            raise ClientError(f"{self.server.name} broke off{self.reached}")

    def _fill(self, block: memoryview, connection: socket.socket, draft: Draft, size: int | None) -> int:
        """Receive a block, and return how many bytes it has: fewer than it could if they are the last."""
        count, wanted = 0, len(block) if size is None else min(len(block), size - draft.size)
        while count < wanted and (piece := connection.recv_into(block[count:wanted])):
            self._go_on()
            draft.write(block[count : count + piece])
            count += piece
            self._tell(draft.size, size)
        self._go_on()
        return count

    def _tell(self, received: int, size: int | None, *, last: bool = False) -> None:
        """Report the progress, unless it was reported just now."""
        if self.on_progress and (last or clock() - self.told_at >= PROGRESS_SECONDS):
            self.told_at = clock()
            self.on_progress(received, size)

    def _go_on(self) -> None:
        """Stop here if the transfer has been cancelled."""
        if self.cancelled:
            raise ClientError("cancelled")
