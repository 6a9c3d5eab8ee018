"""A VNC viewer that connects through the page's WebSocket, logs in and asks for pixels.

vncdotool speaks the protocol and websockets carries it. vncdotool has no WebSocket transport, so its protocol
object is fed by hand: it is given what arrives, and what it writes is sent. No Twisted reactor runs.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.modes import ECB
from vncdotool.rfb import RFBClient, RFBFactory, reverse_bits
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

PATIENCE_S = 15.0


class Transport:
    """What vncdotool needs of a Twisted transport, on a WebSocket."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def write(self, content: bytes) -> None:
        self.connection.send(content)

    def loseConnection(self) -> None:
        self.connection.close()


class Session(RFBClient):  # type: ignore[misc]  # vncdotool ships no types
    """How far a viewer has come."""

    def __init__(self, connection: ClientConnection) -> None:
        super().__init__()
        self.factory = RFBFactory(shared=True)
        self.transport = Transport(connection)
        self.asked = self.accepted = self.refused = False
        self.updates = 0

    def answer(self, password: str) -> None:
        """Answer the challenge: DES, whose key is the password with the bits of each byte reversed.

        vncdotool would do it, but asks cryptography for the cipher by a name that is deprecated there.
        Source: RFC 6143, 7.2.2, erratum 4951.
        """
        key = reverse_bits(password.encode()[:8].ljust(8, b"\0"))
        des = Cipher(TripleDES(key * 3), ECB())  # noqa: S305 - VNC has no other
        self.transport.write(des.encryptor().update(self._challenge))

    def vncRequestPassword(self) -> None:
        self.asked = True

    def vncConnectionMade(self) -> None:
        self.accepted = True

    def vncAuthFailed(self, _reason: object) -> None:
        self.refused = True

    def commitUpdate(self, _rectangles: object = None) -> None:
        self.updates += 1


class Viewer:
    """A viewer that has been asked for its password, if there is a server behind the page."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.session = Session(connection)
        self._receive_until(lambda: self.session.asked)

    def log_in(self, password: str) -> bool:
        """Answer the challenge, and return whether the screen can be seen afterwards."""
        if not self.session.asked:
            return False
        self._send(lambda: self.session.answer(password))
        self._receive_until(lambda: self.session.accepted or self.session.refused)
        return self.session.accepted and self.sees_something()

    def sees_something(self) -> bool:
        """Ask for one pixel of the screen, and return whether it comes."""
        before = self.session.updates
        self._send(lambda: self.session.framebufferUpdateRequest(0, 0, 1, 1))
        return self._receive_until(lambda: self.session.updates > before)

    def is_shut_out(self) -> bool:
        """Read whatever still arrives, and return whether the server closes the connection."""
        try:
            self._receive_until(lambda: False)
        except TimeoutError:
            return False
        return True

    def _send(self, write: Callable[[], object]) -> None:
        """Send something; a server that has closed is noticed by what does not come back."""
        try:
            write()
        except ConnectionClosed:
            return

    def _receive_until(self, condition: Callable[[], bool]) -> bool:
        """Take in what arrives until a condition holds or the server closes; return whether it holds."""
        while not condition():
            try:
                content = self.connection.recv(timeout=PATIENCE_S)
                assert isinstance(content, bytes)
                self.session.dataReceived(content)  # which may write an answer
            except ConnectionClosed:
                return condition()
        return True


@contextlib.contextmanager
def a_viewer(address: str) -> Iterator[Viewer]:
    """A viewer of the page at an address, as ``docker port`` writes it."""
    page = f"ws://{address}/websockify"
    with connect(page, subprotocols=[Subprotocol("binary")], compression=None) as connection:
        yield Viewer(connection)


def login(address: str, password: str) -> bool:
    """Return whether a password lets a viewer in."""
    with a_viewer(address) as viewer:
        return viewer.log_in(password)
