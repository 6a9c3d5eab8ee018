"""What the clients share: how they connect, and how they end after an error."""

import contextlib
import errno
import signal
import socket
from collections.abc import Callable
from typing import Protocol

from services.common.output import complain, reason
from services.common.sockets import ip_port
from services.common.stopping import STOP_SIGNALS, Stopped, stop_on_signals
from services.lab.journal import Journal, clock

SocketAddress = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]
Address = tuple[socket.AddressFamily, socket.SocketKind, int, SocketAddress]

HINTS = {errno.ECONNREFUSED: " (is the server running there?)"}


class ClientError(Exception):
    """A client cannot continue; the message gives the reason."""


def call(program: str, converse: Callable[[], None]) -> int:
    """Run a client and return its exit status: 0, 1 after one line of error, or 128 plus the signal."""
    handlers = {each: signal.getsignal(each) for each in STOP_SIGNALS}
    try:
        stop_on_signals()
        converse()
    except ClientError as error:
        complain(f"{program}: {error}")
        return 1
    except Stopped as stopped:
        return 128 + stopped.number
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)
    return 0


class Server(Protocol):
    """A peer to connect to, whatever its kind of address."""

    name: str

    def connect(self, journal: Journal) -> tuple[socket.socket, str]:
        """Connect, and return the connection and the name that the journal knows it by."""


class Destination:
    """A server to connect to.

    Its name can be resolved ahead, so that a client that waits for its start only has to connect afterwards.
    A name that cannot be resolved ahead is resolved again, and reported, on connecting.

    Args:
        host: A name or an address.
        port: 1 to 65535.
        timeout: Seconds to connect, for all of its addresses together.
        kind: TCP's, or UDP's.
    """

    def __init__(
        self, host: str, port: int, timeout: float, kind: socket.SocketKind = socket.SOCK_STREAM
    ) -> None:
        self.name = f"{host}:{port}"
        self.kind = kind
        self.host = host
        self.port = port
        self.timeout = timeout
        self.found: list[Address] = []

    def look_up(self) -> None:
        """Find the addresses.

        Raises:
            OSError: The name does not exist.
            UnicodeError: The name is not valid.
        """
        # A str would go through the codec of international names, and import it.
        name = self.host.encode("ascii") if self.host.isascii() else self.host
        answers = socket.getaddrinfo(name, self.port, type=self.kind)
        self.found = [(family, kind, protocol, address) for family, kind, protocol, _, address in answers]

    def look_up_ahead(self) -> None:
        """Find the addresses if they can be found."""
        with contextlib.suppress(OSError, UnicodeError):
            self.look_up()

    def connect(self, journal: Journal) -> tuple[socket.socket, str]:
        """Connect to the first address that answers.

        Args:
            journal: Where the attempt is noted.

        Returns:
            The connection, blocking, and the name the journal knows it by: this end's own address.

        Raises:
            ClientError: The name has no address, or none answers.
        """
        try:
            return self._connect(journal)
        except socket.gaierror as error:
            failure = f'no host named "{self.host}" ({reason(error)})'
        except TimeoutError:
            failure = f"cannot connect to {self.host}:{self.port}: no answer within {self.timeout:g} s"
        except OSError as error:
            hint = HINTS.get(error.errno or 0, "")
            failure = f"cannot connect to {self.host}:{self.port}: {reason(error)}{hint}"
        except UnicodeError:
            failure = f'no host named "{self.host}" (this cannot be a name)'
        journal.note("failed", host=self.host, port=self.port, error=failure)
        raise ClientError(failure)

    def _connect(self, journal: Journal) -> tuple[socket.socket, str]:
        """Try one address after the other."""
        deadline = clock() + self.timeout
        if not self.found:
            self.look_up()
        troubles: list[OSError] = []
        for family, kind, protocol, address in self.found:
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(max(deadline - clock(), 0.001))
                began = clock()
                connection.connect(address)
                ended = clock()
            except OSError as error:
                connection.close()
                troubles.append(error)
                continue
            conn = ip_port(connection.getsockname())
            journal.note("connect", at=ended, host=self.host, port=self.port, conn=conn, began=began)
            connection.settimeout(None)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connection, conn
        raise _most_telling(troubles)


def _most_telling(troubles: list[OSError]) -> OSError:
    """The most informative error of several addresses: a refusal came from the host itself."""
    refusals = [trouble for trouble in troubles if trouble.errno == errno.ECONNREFUSED]
    return (refusals or troubles or [OSError("the host has no address")])[-1]
