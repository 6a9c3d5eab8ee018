"""A VNC viewer that comes by way of the page's WebSocket, logs in, and looks no further.

Source: RFC 6455, 4.1 and 5.2; RFC 6143, 7.1 and 7.2.2, where the password is the key, the bits of each of
its bytes turned round (erratum 4951).
"""

from __future__ import annotations

import socket
import struct
from types import TracebackType
from typing import Self

from tests.desktop.des import encrypt

PATIENCE_S = 15.0
VERSION = b"RFB 003.008\n"
VNC_AUTHENTICATION = 2
CLOSE = 8


class Viewer:
    """A viewer that has been asked for its password.

    Args:
        address: Of the page, as ``docker port`` writes it.
    """

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        self.connection = socket.create_connection((host, int(port)), timeout=PATIENCE_S)
        self.stream = self.connection.makefile("rb")
        self.pending = b""
        head = (
            f"GET /websockify HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            "Sec-WebSocket-Protocol: binary\r\n\r\n"
        )
        self.connection.sendall(head.encode())
        assert b" 101 " in self.stream.readline()
        while self.stream.readline().strip():
            pass
        self.challenge = self._begin()

    def _begin(self) -> bytes:
        """The server's challenge; nothing if there is no server behind the page."""
        if not (version := self.read(12)):
            return b""
        assert version == VERSION
        self.write(VERSION)
        if not (count := self.read(1)):
            return b""
        assert list(self.read(count[0])) == [VNC_AUTHENTICATION]
        self.write(bytes([VNC_AUTHENTICATION]))
        return self.read(16)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stream.close()
        self.connection.close()

    def log_in(self, password: str) -> bool:
        """Answer the challenge, and return whether that shows the screen."""
        if not self.challenge:
            return False
        turned = [int(f"{byte:08b}"[::-1], 2) for byte in password.encode()[:8].ljust(8, b"\0")]
        self.write(b"".join(encrypt(bytes(turned), self.challenge[at : at + 8]) for at in (0, 8)))
        if self.read(4) != bytes(4):
            return False
        self.write(b"\1")  # others may stay, if it were for this one
        size_and_format = self.read(24)
        name = self.read(struct.unpack(">I", size_and_format[20:])[0]) if size_and_format else b""
        return bool(name) and self.sees_something()

    def sees_something(self) -> bool:
        """Ask for one pixel of the screen, and return whether it comes."""
        try:
            self.write(struct.pack(">BBHHHH", 3, 0, 0, 0, 1, 1))
            return self.read(4)[:1] == b"\0" and len(self.read(12 + 4)) == 16
        except ConnectionError:
            return False

    def is_shut_out(self) -> bool:
        """Read whatever still comes, and return whether the server has closed."""
        try:
            while self.read(1):
                pass
        except ConnectionError:
            return True
        except TimeoutError:
            return False
        return True

    def read(self, count: int) -> bytes:
        """Return so many bytes, or nothing where the server has closed."""
        while len(self.pending) < count:
            head = self.stream.read(2)
            if len(head) < 2 or head[0] & 15 == CLOSE:
                return b""
            form = {126: ">H", 127: ">Q"}.get(head[1] & 127)
            size = struct.unpack(form, self.stream.read(struct.calcsize(form)))[0] if form else head[1] & 127
            self.pending += self.stream.read(size)
        taken, self.pending = self.pending[:count], self.pending[count:]
        return taken

    def write(self, content: bytes) -> None:
        mask = b"\0\0\0\0"  # a mask that changes nothing is one
        self.connection.sendall(bytes([0x82, 0x80 | len(content)]) + mask + content)


def login(address: str, password: str) -> bool:
    """Tell whether a password lets a viewer in."""
    with Viewer(address) as viewer:
        return viewer.log_in(password)
