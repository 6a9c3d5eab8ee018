"""echo-client: send messages to an echo server and print the replies.

Teaches: socket, connect, send, receive; and that TCP carries bytes, not messages. A server may
answer a long message in several pieces, and each piece may arrive in several more, so that one
`recv` is not one reply. `dressing.judge` decides when a reply is complete.

Choose it for any server of this course; a server that echoes without the framing works too.

Limits: the protocol does not mark the end of a message. Where a reply may be complete, the client waits for a
short silence; after its last message it shuts down its sending side and waits for the server to close.
"""

import argparse
import contextlib
import os
import selectors
import socket
import sys
from collections.abc import Callable, Iterator

from services.clients import calling
from services.clients.dressing import Verdict, judge
from services.common import options
from services.common.conversations import end_by
from services.common.output import reason, say
from services.common.sockets import BLOCK_BYTES
from services.lab.journal import Journal, clock

PROGRAM = "echo-client"
# How long a silence ends a reply, where it ends it at all.
SILENCE_SECONDS = {Verdict.WHOLE: 0.05, Verdict.BARE: 0.05, Verdict.FOREIGN: 0.5}
# A server that never stops talking is cut short; the dressing makes 35 bytes of one at most.
LONGEST_REPLY_BYTES = 1024 * 1024
LONGEST_REPLY_RATIO = 64


class ClientSettings(argparse.Namespace):
    """The options of the client."""

    host: str
    message: list[str]
    port: int
    timeout: float
    reply_timeout: float


class Conversation:
    """One connection to a server, on which messages are sent and replies awaited.

    Args:
        settings: The client's options.
        server: Whom to connect to.
    """

    def __init__(self, settings: ClientSettings, server: calling.Server) -> None:
        self.settings = settings
        self.server = server.name
        self.journal = Journal.from_environment("client")
        self.connection, self.conn = server.connect(self.journal)
        self.connection.settimeout(0)
        self.why = "shutdown"

    def exchange(self, message: bytes, *, last: bool) -> bytes:
        """Send a message and return the reply to it.

        Args:
            message: At least one byte.
            last: Whether no message follows, so that the sending side can be shut down.

        Raises:
            calling.ClientError: The server reset the connection or timed out before the reply was complete.
        """
        server = self.server
        exchange = Exchange(self.connection, message, last=last, patience=self.settings.reply_timeout)
        try:
            exchange.run(lambda: self.journal.note("sent", conn=self.conn, data=message))
        except TimeoutError:
            self.why = "error"
            raise calling.ClientError(
                f"{server} sent nothing for {self.settings.reply_timeout:g} s before the reply was complete"
            ) from None
        except OSError as error:
            self.why = end_by(error)
            raise calling.ClientError(f"{server} broke off: {reason(error)}") from None
        finally:
            if exchange.reply:
                last_byte, reply = exchange.last_byte, bytes(exchange.reply)
                self.journal.note("received", at=last_byte, conn=self.conn, data=reply)
        if exchange.ended:
            self.why = "eof"
            if exchange.verdict() is Verdict.PARTIAL:
                raise calling.ClientError(f"{server} closed the connection before the reply was complete")
        return bytes(exchange.reply)

    def close(self) -> None:
        """End the conversation."""
        self.connection.close()
        self.journal.note("closed", conn=self.conn, reason=self.why)


class Exchange:
    """One message on its way there and its reply on the way back, side by side.

    A server may reply to the first part of a long message before it reads the rest. Without this, it would
    wait for the client to read while the client waits for the server to read.
    """

    def __init__(self, connection: socket.socket, message: bytes, *, last: bool, patience: float) -> None:
        self.connection = connection
        self.message = message
        self.last = last
        self.patience = patience
        self.unsent = memoryview(message)
        self.reply = bytearray()
        self.last_byte = clock()
        self.ended = False

    def verdict(self) -> Verdict:
        """Return how much of the reply has arrived."""
        return judge(bytes(self.reply), self.message)

    def run(self, on_sent: Callable[[], None]) -> None:
        """Send and receive until the reply is complete or the server has ended.

        Args:
            on_sent: Called when the whole message is on its way.

        Raises:
            TimeoutError: No byte has moved in either direction for too long.
        """
        with selectors.DefaultSelector() as selector:
            selector.register(self.connection, selectors.EVENT_READ | selectors.EVENT_WRITE)
            deadline, verdict = clock() + self.patience, Verdict.PARTIAL
            while not self.ended:
                events = selector.select(min(self.silence(verdict), max(deadline - clock(), 0)))
                if events:
                    deadline = clock() + self.patience
                    if events[0][1] & selectors.EVENT_READ:
                        self.receive()
                    if events[0][1] & selectors.EVENT_WRITE and self.send():
                        selector.modify(self.connection, selectors.EVENT_READ)
                        on_sent()
                verdict = self.assess(quiet=not events)
                if self.is_complete(verdict, quiet=not events):
                    return
                if clock() >= deadline:
                    raise TimeoutError

    def is_complete(self, verdict: Verdict, *, quiet: bool) -> bool:
        """Return whether the reply is over."""
        if len(self.reply) > LONGEST_REPLY_BYTES + LONGEST_REPLY_RATIO * len(self.message):
            return True
        return (verdict is Verdict.WHOLE and not self.last) or (verdict is not Verdict.PARTIAL and quiet)

    def silence(self, verdict: Verdict) -> float:
        """Return after how many seconds of silence the reply is examined again."""
        if self.unsent or not self.reply:
            return self.patience
        return SILENCE_SECONDS[Verdict.FOREIGN if verdict is Verdict.PARTIAL else verdict]

    def assess(self, *, quiet: bool) -> Verdict:
        """Return how much of the reply has arrived, without the effort where it is clearly too short."""
        if self.unsent or (len(self.reply) < len(self.message) and not quiet):
            return Verdict.PARTIAL
        return self.verdict()

    def send(self) -> bool:
        """Send what can be sent now, and return whether that was the rest."""
        try:
            self.unsent = self.unsent[self.connection.send(self.unsent) :]
        except BlockingIOError:
            return False
        if not self.unsent and self.last:
            with contextlib.suppress(OSError):  # the server may have closed: receiving shows how
                self.connection.shutdown(socket.SHUT_WR)
        return not self.unsent

    def receive(self) -> None:
        """Receive what is there now."""
        try:
            data = self.connection.recv(BLOCK_BYTES)
        except BlockingIOError:
            return
        self.ended = not data
        if data:
            self.reply += data
            self.last_byte = clock()


def messages(arguments: list[str]) -> Iterator[tuple[bytes, bool]]:
    """Yield each message, and whether it is known to be the last.

    The next line that a user types may depend on the reply to this one, so standard input is never read
    ahead.
    """
    for place, argument in enumerate(arguments, start=1):
        if argument != "-":
            yield os.fsencode(argument), place == len(arguments)
            continue
        for line in sys.stdin.buffer:
            if message := line.rstrip(b"\r\n"):
                yield message, False


def converse(settings: ClientSettings, server: calling.Server) -> None:
    """Send each message and print each reply.

    Raises:
        calling.ClientError: The server cannot be reached or does not answer.
    """
    conversation = Conversation(settings, server)
    try:
        for message, last in messages(settings.message):
            reply = conversation.exchange(message, last=last)
            say(f"Client received: {reply.decode(errors='backslashreplace')!r}")
    finally:
        conversation.close()


def read_settings(arguments: list[str] | None) -> ClientSettings:
    """Parse the options; exit with status 2 and one line of error where they are invalid."""
    example = "localhost 'first message' second --port 50008"
    parser = options.program_parser(PROGRAM, __doc__, example, folder="clients")
    parser.add_argument("host", nargs="?", default="localhost", help="the server (default: localhost)")
    parser.add_argument(
        "message", nargs="*", help="messages to send; - reads non-empty lines from standard input"
    )
    parser.add_argument(
        "--port",
        type=options.number(1, 65535),
        default="50007",
        metavar="N",
        help="the server's port (default: 50007)",
    )
    options.waiting_options(parser)
    settings = parser.parse_intermixed_args(arguments, namespace=ClientSettings())
    settings.message = settings.message or ["Hello network world"]
    if "" in settings.message:
        parser.error("an empty message cannot be sent: nothing would answer it")
    return settings


def prepare(arguments: list[str] | None = None) -> Callable[[], int]:
    """Do everything that can be done before the start; the returned function does the rest.

    The server's name is resolved here.
    """
    settings = read_settings(arguments)
    server = calling.Destination(settings.host, settings.port, settings.timeout)
    server.look_up_ahead()
    return lambda: calling.call(PROGRAM, lambda: converse(settings, server))


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    settings = read_settings(arguments)
    server = calling.Destination(settings.host, settings.port, settings.timeout)
    return calling.call(PROGRAM, lambda: converse(settings, server))


if __name__ == "__main__":
    sys.exit(main())
