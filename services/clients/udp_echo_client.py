"""udp-echo-client: ask in a datagram, and ask again when no answer comes.

Teaches: what TCP does for everybody else. A datagram may be lost on its way there or back, so that the
client waits for a while, sends it once more, and waits twice as long. An answer may also come late,
or twice. That it belongs to this message is seen from two things: it comes to the port that only this
message was sent from, and it holds the message.

Choose it against udp-echo-server, or any server that sends back what it gets.

Limits: the server may see a message more than once, for the client cannot tell a lost question from a
lost answer. A message must fit into a datagram, its answer too. `connect` says nothing to the server
here: it has the kernel keep out all others, and pass on the refusal of a host where nobody listens.

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
        server: Whom to ask, already looked up.
        journal: Where it is told what happens to it.
    """

    def __init__(self, message: bytes, server: calling.Destination, journal: Journal) -> None:
        self.message = message
        self.server = server
        self.journal = journal
        self.open = dict[calling.Address, socket.socket]()
        self.sent = 0

    def ask_one_of(self, addresses: list[calling.Address], deadline: float) -> bytes:
        """Ask at the first address where the host does not refuse at once, and return the answer.

        Raises:
            TimeoutError: None has come.
            OSError: The message cannot be sent to any of them; why not to the last.
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
        """Send the message, once more perhaps, and return the answer.

        Raises:
            TimeoutError: None has come.
            OSError: The message cannot be sent; ConnectionRefusedError where nobody listens.
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
        """Have done with it; an answer that still comes finds nobody."""
        for endpoint in self.open.values():
            self.journal.note("closed", conn=ip_port(endpoint.getsockname()), reason=why)
            endpoint.close()


def exchange(question: Question, settings: ClientSettings) -> bytes:
    """Ask until there is an answer, each time with twice the patience.

    Raises:
        calling.ClientError: None has come.
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
    """Ask each question and print each answer.

    Raises:
        calling.ClientError: There is no such server, or it does not answer.
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
    """Read the options, or exit with status 2 and a line that says what is wrong with them."""
    parser = options.program_parser(
        PROGRAM, __doc__, "localhost 'first message' second --tries 6", folder="clients"
    )
    parser.add_argument("host", nargs="?", default="localhost", help="the server (default: localhost)")
    parser.add_argument(
        "message", nargs="*", help="what to say; - takes lines of standard input, but empty ones"
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
        parser.error("an empty message cannot be told from its answer")
    return settings


def server_of(settings: ClientSettings) -> calling.Destination:
    """Return whom to ask, not looked up yet."""
    return calling.Destination(settings.host, settings.port, settings.timeout, socket.SOCK_DGRAM)


def prepare(arguments: list[str] | None = None) -> Callable[[], int]:
    """Do all that can be done before the moment counts; what is returned does the rest.

    The server's name is looked up here.
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
