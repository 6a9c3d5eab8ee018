"""Following what containers write: one thread for each attached stream, from its first byte to its last."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any, Literal

from socketlab.runtimes.docker.engine import translated

_HEADER = struct.Struct(">BxxxL")
"""Docker's frame header: the stream's number, then the length.

Source: Docker Engine API, "Attach to a container", stream format.
"""

_STREAMS: dict[int, Literal["stdout", "stderr"]] = {1: "stdout", 2: "stderr"}
_BLOCK = 1 << 18

OnOutput = Callable[[Literal["stdout", "stderr"], bytes], None]


class Attachment:
    """The standard streams of one container.

    Args:
        api: The engine's client.
        container: Its id.
        on_output: Called with each piece of output, in order, from the attachment's own thread.
        on_end: Called once from there when the container has closed its streams; not after ``close``.
        stdin: Whether to attach to standard input too.
        tty: Whether the container has a terminal: then its output comes as it is, without headers.
    """

    def __init__(
        self,
        api: Any,
        container: str,
        *,
        on_output: OnOutput,
        on_end: Callable[[], None],
        stdin: bool,
        tty: bool = False,
    ) -> None:
        self._tty = tty
        self._on_output = on_output
        self._on_end = on_end
        self._closed = threading.Event()
        self._quiet = threading.Event()
        self._sending = threading.Lock()
        params = {"stdin": int(stdin), "stdout": 1, "stderr": 1, "stream": 1, "logs": 0}
        with translated("follow a container's output"):
            self._owner = api.attach_socket(container, params)
        self._socket: Any = getattr(self._owner, "_sock", self._owner)
        self._socket.settimeout(None)
        self._thread = threading.Thread(target=self._follow, name=f"follow-{container[:12]}", daemon=True)
        self._thread.start()

    def send(self, content: bytes, *, close: bool) -> None:
        """Write to standard input and, if asked, end it. A container that has ended is not an error."""
        with self._sending, contextlib.suppress(OSError):
            self._socket.sendall(content)
            if close:
                self._socket.shutdown(socket.SHUT_WR)

    def expect_end(self) -> None:
        """The streams will close, and that is not to be reported as the host's end."""
        self._quiet.set()

    def join(self, seconds: float) -> None:
        """Wait until all output has come."""
        self._thread.join(seconds)

    def close(self) -> None:
        """Stop following; nothing is called any more."""
        self._closed.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _follow(self) -> None:
        pending = bytearray()
        try:
            while block := self._socket.recv(_BLOCK):
                pending += block
                if self._tty:
                    self._plain(pending)
                else:
                    self._frames(pending)
        except OSError:
            pass
        finally:
            self._owner.close()
            self._socket.close()
            if not (self._closed.is_set() or self._quiet.is_set()):
                self._on_end()

    def _plain(self, pending: bytearray) -> None:
        """What a terminal shows, with the ends of lines that the program wrote."""
        whole = len(pending) - pending.endswith(b"\r")
        content = bytes(pending[:whole]).replace(b"\r\n", b"\n")
        del pending[:whole]
        if content and not self._closed.is_set():
            self._on_output("stdout", content)

    def _frames(self, pending: bytearray) -> None:
        position = 0
        while len(pending) - position >= _HEADER.size:
            number, length = _HEADER.unpack_from(pending, position)
            end = position + _HEADER.size + length
            if end > len(pending):
                break
            if number in _STREAMS and not self._closed.is_set():
                self._on_output(_STREAMS[number], bytes(pending[position + _HEADER.size : end]))
            position = end
        del pending[:position]
