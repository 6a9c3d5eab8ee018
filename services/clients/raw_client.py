"""raw-client: connect to any server, perhaps say something, and print the first bytes that come back.

Teaches: the services of the world are sockets too. A mail or an FTP server greets whoever connects; a
web server waits to be asked. Forty bytes are enough to see who is there, and the client needs to
know nothing of the protocol.

Choose it to see what a server says before any library has made sense of it.

Limits: a stream has no messages. What has come is printed when the bytes are enough, when the server
closes, or when it has been silent for half a second; a server that pauses longer is cut short.

Source: RFC 1939 (POP3) and RFC 959 (FTP) for the greetings; RFC 1945 (HTTP/1.0) for what to ask.
"""

import argparse
import os
import re
import socket
import sys
from collections.abc import Callable

from services.clients import calling
from services.common import options
from services.common.conversations import end_by
from services.common.output import reason, say
from services.lab.journal import Journal, clock

PROGRAM = "raw-client"
SILENCE_SECONDS = 0.5
MOST_BYTES = 1024 * 1024
ESCAPE = re.compile(rb"\\(x[0-9A-Fa-f]{2}|.?)", re.DOTALL)
MEANINGS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\0", b"\\": b"\\"}


class RawSettings(argparse.Namespace):
    """The options of this client."""

    host: str
    port: int
    send: bytes
    bytes: int
    timeout: float
    reply_timeout: float


def unescaped(text: str) -> bytes:
    r"""Return the bytes that a text stands for: \r, \n, \t, \0, \\ and \x with two hexadecimal digits.

    Raises:
        argparse.ArgumentTypeError: A backslash is followed by something else.
    """

    def meaning(found: re.Match[bytes]) -> bytes:
        name = found[1]
        if len(name) == 3:
            return bytes.fromhex(name[1:].decode())
        if name not in MEANINGS:
            shown = os.fsdecode(found[0])
            raise argparse.ArgumentTypeError(rf'"{shown}" is none of \r \n \t \0 \\ \xHH')
        return MEANINGS[name]

    return ESCAPE.sub(meaning, os.fsencode(text))


class Conversation:
    """One connection: what is said on it, and the beginning of what comes back.

    Args:
        connection: Connected, blocking.
        patience: Seconds until the first byte, and for what is sent to be taken.
    """

    def __init__(self, connection: socket.socket, patience: float) -> None:
        self.connection = connection
        self.patience = patience
        self.received = bytearray()
        self.last_byte = clock()
        self.ended = False

    def send(self, data: bytes) -> None:
        """Say something.

        Raises:
            OSError: The server does not take it.
        """
        self.connection.settimeout(self.patience)
        self.connection.sendall(data)

    def listen(self, count: int) -> None:
        """Receive so many bytes, or fewer if the server ends or falls silent after some.

        Raises:
            OSError: The server broke off, or did not say anything in time.
        """
        deadline = clock() + self.patience
        while len(self.received) < count and not self.ended:
            silence = SILENCE_SECONDS if self.received else self.patience
            self.connection.settimeout(max(min(silence, deadline - clock()), 0.001))
            try:
                piece = self.connection.recv(count - len(self.received))
            except TimeoutError:
                if self.received:
                    return
                raise
            self.received += piece
            self.ended = not piece
            self.last_byte = clock() if piece else self.last_byte


def converse(settings: RawSettings, server: calling.Destination) -> None:
    """Connect, say what is to be said, and print what comes back, whatever happens after it.

    Raises:
        calling.ClientError: The server cannot be reached, breaks off or says nothing.
    """
    journal, why = Journal.from_environment("client"), "shutdown"
    connection, conn = server.connect(journal)
    conversation = Conversation(connection, settings.reply_timeout)
    try:
        if settings.send:
            conversation.send(settings.send)
            journal.note("sent", conn=conn, data=settings.send)
        conversation.listen(settings.bytes)
        if not conversation.received:
            why = "eof"
            raise calling.ClientError(f"{server.name} closed the connection without a word")
    except TimeoutError:
        why = "error"
        raise calling.ClientError(f"{server.name} said nothing for {settings.reply_timeout:g} s") from None
    except OSError as error:
        why = end_by(error)
        raise calling.ClientError(f"{server.name} broke off: {reason(error)}") from None
    finally:
        received = bytes(conversation.received)
        if received:
            journal.note("received", at=conversation.last_byte, conn=conn, data=received)
            say(repr(received))
        connection.close()
        journal.note("closed", conn=conn, reason="eof" if conversation.ended else why)


def read_settings(arguments: list[str] | None) -> RawSettings:
    """Read the options, or exit with status 2 and a line that says what is wrong with them."""
    example = r"localhost 80 --send 'GET / HTTP/1.0\r\n\r\n'"
    parser = options.program_parser(PROGRAM, __doc__, example, folder="clients")
    parser.add_argument("host", help="the server")
    parser.add_argument("port", type=options.number(1, 65535), help="its port: 110 for mail, 21 for files")
    parser.add_argument(
        "--send",
        type=unescaped,
        default=b"",
        metavar="TEXT",
        help=r"what to say first; knows \r \n \t \0 \\ \xHH (default: nothing)",
    )
    parser.add_argument(
        "--bytes",
        type=options.number(1, MOST_BYTES),
        default="40",
        metavar="N",
        help="how many bytes to wait for and to print (default: 40)",
    )
    options.waiting_options(parser)
    return parser.parse_args(arguments, namespace=RawSettings())


def prepare(arguments: list[str] | None = None) -> Callable[[], int]:
    """Do all that can be done before the moment counts; what is returned does the rest.

    The server's name is looked up here.
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
