"""raw-client: connect to any server, optionally send bytes, and print the first bytes of the reply.

Teaches: well-known services are sockets too. A mail or an FTP server greets every client; a web server
waits for a request. Forty bytes are enough to identify the server, and the client needs no knowledge of
the protocol.

Choose it to see the bytes that a server sends, before any library interprets them.

Limits: a stream has no messages. The bytes are printed when there are enough, when the server closes,
or when it has been silent for half a second; a server that pauses longer is cut off.

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
    r"""Return the bytes that a text denotes: \r, \n, \t, \0, \\ and \x with two hexadecimal digits.

    Raises:
        argparse.ArgumentTypeError: A backslash is followed by something else.
    """

    def meaning(found: re.Match[bytes]) -> bytes:
        name = found[1]
        if len(name) == 3:
            return bytes.fromhex(name[1:].decode())
        if name not in MEANINGS:
            shown = os.fsdecode(found[0])
            raise argparse.ArgumentTypeError(rf'"{shown}" is not one of \r \n \t \0 \\ \xHH')
        return MEANINGS[name]

    return ESCAPE.sub(meaning, os.fsencode(text))


class Conversation:
    """One connection: the request, and the beginning of the reply.

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
        """Send bytes.

        Raises:
            OSError: The server does not accept them.
        """
        self.connection.settimeout(self.patience)
        self.connection.sendall(data)

    def listen(self, count: int) -> None:
        """Receive this number of bytes, or fewer if the server closes or pauses after some.

        Raises:
            OSError: The server reset the connection, or sent nothing in time.
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
    """Connect, send the request, and print the reply, even if an error follows it.

    Raises:
        calling.ClientError: The server cannot be reached, resets the connection or sends nothing.
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
            raise calling.ClientError(f"{server.name} closed the connection without sending a byte")
    except TimeoutError:
        why = "error"
        raise calling.ClientError(f"{server.name} sent nothing for {settings.reply_timeout:g} s") from None
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
    """Parse the options; exit with status 2 and one line of error where they are invalid."""
    example = r"localhost 80 --send 'GET / HTTP/1.0\r\n\r\n'"
    parser = options.program_parser(PROGRAM, __doc__, example, folder="clients")
    parser.add_argument("host", help="the server")
    parser.add_argument("port", type=options.number(1, 65535), help="its port: 110 for mail, 21 for files")
    parser.add_argument(
        "--send",
        type=unescaped,
        default=b"",
        metavar="TEXT",
        help=r"bytes to send first, with \r \n \t \0 \\ \xHH (default: nothing)",
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
