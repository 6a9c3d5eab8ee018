"""udp-echo-client: send a datagram, and retransmit it when no reply arrives.

Teaches: what TCP otherwise does. A datagram may be lost in either direction, so the client waits for a
while, sends it again, and waits twice as long. A reply may also arrive late, or twice. Two things show that
it belongs to this message: it arrives at the port that only this message was sent from, and it contains the
message.

Choose it for udp-echo-server, or any server that sends back what it receives.

Limits: the server may receive a message more than once, because the client cannot distinguish a lost message
from a lost reply. A message and its reply must each fit into a datagram. `connect` sends nothing here: it
makes the kernel filter out other senders and report the refusal of a host where nothing listens.

Source: RFC 8085, section 3.1, on timers; udp(7), "Error handling".
"""

import argparse
import errno
import socket
import sys
import time
from collections.abc import Callable

from services.clients import calling, echo_client
from services.clients.dressing import Verdict, judge
from services.common import options
from services.common.output import reason, say
from services.common.sockets import ip_port
from services.lab.journal import Journal, clock

PROGRAM = "udp-echo-client"
LONGEST_BYTES = 65535


class ClientSettings(argparse.Namespace):
    """The options of the client."""

    host: str
    message: list[str]
    port: int
    timeout: float
    tries: int


class Question:
    """One message and the sockets that it is sent from, one for each of the server's addresses.

    Args:
        message: The message.
        server: The server, already resolved.
        journal: Where its progress is noted.
    """

    def __init__(self, message: bytes, server: calling.Destination, journal: Journal) -> None:
        self.message = message
        self.server = server
        self.journal = journal
        self.open = dict[calling.Address, socket.socket]()
        self.sent = 0

    def ask_one_of(self, addresses: list[calling.Address], deadline: float) -> bytes:
        """Send it to the first address that does not refuse at once, and return the reply.

        Raises:
            TimeoutError: No reply has arrived.
            OSError: The message cannot be sent to any of them; the error of the last.
        """
        for address in addresses[:-1]:
            try:
                return self.ask(address, deadline)
            except TimeoutError:
                raise
            except OSError:
                continue
        return self.ask(addresses[-1], deadline)

    def ask(self, address: calling.Address, deadline: float) -> bytes:
        """Send the message, again if necessary, and return the reply.

        Raises:
            TimeoutError: No reply has arrived.
            OSError: The message cannot be sent; ConnectionRefusedError where nothing listens.
        """
        endpoint = self.open.get(address) or self.connect(address)
        endpoint.settimeout(None)
        endpoint.send(self.message)
        conn = ip_port(endpoint.getsockname())
        if self.sent:
            self.journal.note("resent", conn=conn, times=self.sent)
        else:
            self.journal.note("sent", conn=conn, data=self.message)
        self.sent += 1
        while (left := deadline - clock()) > 0:
            endpoint.settimeout(left)
            reply = endpoint.recv(LONGEST_BYTES)
            if judge(reply, self.message) in {Verdict.WHOLE, Verdict.BARE}:
                self.journal.note("received", conn=conn, data=reply)
                return reply
            self.journal.note("ignored", conn=conn, size=len(reply))
        raise TimeoutError

    def connect(self, address: calling.Address) -> socket.socket:
        """Open a socket for this message and one address, which it hears alone."""
        family, kind, protocol, place = address
        endpoint = socket.socket(family, kind, protocol)
        began = clock()
        try:
            endpoint.connect(place)
        except OSError:
            endpoint.close()
            raise
        self.open[address] = endpoint
        conn = ip_port(endpoint.getsockname())
        self.journal.note("connect", host=self.server.host, port=self.server.port, conn=conn, began=began)
        return endpoint

    def close(self, why: str) -> None:
        """Close the sockets; a late reply is dropped."""
        for endpoint in self.open.values():
            self.journal.note("closed", conn=ip_port(endpoint.getsockname()), reason=why)
            endpoint.close()


def exchange(question: Question, settings: ClientSettings) -> bytes:
    """Send until there is a reply, each time with twice the timeout.

    Raises:
        calling.ClientError: No reply has arrived.
    """
    server, why, trouble = question.server, "error", ""
    try:
        for attempt in range(settings.tries):
            deadline = clock() + settings.timeout * 2**attempt
            try:
                reply = question.ask_one_of(server.found, deadline)
            except OSError as error:
                trouble = describe(error)
                if error.errno == errno.EMSGSIZE:
                    break
                time.sleep(max(deadline - clock(), 0))
            else:
                why = "shutdown"
                return reply
    finally:
        question.close(why)
    failure = f"cannot ask {server.name}: {trouble} (sent {question.sent}x)"
    question.journal.note("failed", host=server.host, port=server.port, error=failure)
    raise calling.ClientError(failure)


def describe(error: OSError) -> str:
    """Return why a try has failed."""
    if isinstance(error, TimeoutError):
        return "no answer"
    return reason(error) + calling.HINTS.get(error.errno or 0, "")


def converse(settings: ClientSettings, server: calling.Destination) -> None:
    """Send each message and print each reply.

    Raises:
        calling.ClientError: The server does not exist, or it does not answer.
    """
    journal = Journal.from_environment("client")
    try:
        if not server.found:
            server.look_up()
    except (OSError, UnicodeError) as error:
        raise calling.ClientError(f'no host named "{settings.host}" ({reason(error)})') from None
    for message, _ in echo_client.messages(settings.message):
        reply = exchange(Question(message, server, journal), settings)
        say(f"Client received: {reply.decode(errors='backslashreplace')!r}")


def read_settings(arguments: list[str] | None) -> ClientSettings:
    """Parse the options; exit with status 2 and one line of error where they are invalid."""
    parser = options.program_parser(
        PROGRAM, __doc__, "localhost 'first message' second --tries 6", folder="clients"
    )
    parser.add_argument("host", nargs="?", default="localhost", help="the server (default: localhost)")
    parser.add_argument(
        "message", nargs="*", help="messages to send; - reads non-empty lines from standard input"
    )
    numbers: list[tuple[str, str, Callable[[str], object], str, str]] = [
        ("--port", "N", options.number(1, 65535), "50007", "the server's port"),
        ("--timeout", "S", options.wait_seconds, "1", "seconds to wait for the first try's answer"),
        ("--tries", "N", options.number(1, 16), "4", "how often to ask; each wait is twice the last"),
    ]
    for name, metavar, convert, default, meaning in numbers:
        described = f"{meaning} (default: {default})"
        parser.add_argument(name, type=convert, metavar=metavar, default=default, help=described)
    settings = parser.parse_intermixed_args(arguments, namespace=ClientSettings())
    settings.message = settings.message or ["Hello network world"]
    if "" in settings.message:
        parser.error("an empty message cannot be distinguished from its reply")
    return settings


def server_of(settings: ClientSettings) -> calling.Destination:
    """Return the server, not resolved yet."""
    return calling.Destination(settings.host, settings.port, settings.timeout, socket.SOCK_DGRAM)


def prepare(arguments: list[str] | None = None) -> Callable[[], int]:
    """Do everything that can be done before the start; the returned function does the rest.

    The server's name is resolved here.
    """
    settings = read_settings(arguments)
    server = server_of(settings)
    server.look_up_ahead()
    return lambda: calling.call(PROGRAM, lambda: converse(settings, server))


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    settings = read_settings(arguments)
    server = server_of(settings)
    return calling.call(PROGRAM, lambda: converse(settings, server))


if __name__ == "__main__":
    sys.exit(main())
