"""The TCP connections of a host as its kernel lists them: rows, the event that records them, and the parser.

Source: proc(5), /proc/net/tcp; Linux, include/net/tcp_states.h; RFC 9293, 3.3.2, for the states.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from socketlab.events import Event

TCPState = Literal[
    "ESTABLISHED",
    "SYN_SENT",
    "SYN_RECV",
    "FIN_WAIT1",
    "FIN_WAIT2",
    "TIME_WAIT",
    "CLOSE",
    "CLOSE_WAIT",
    "LAST_ACK",
    "LISTEN",
    "CLOSING",
]
"""In the kernel's order, from 1."""

_STATES = dict(enumerate(get_args(TCPState), start=1))
_NEW_SYN_RECV = 12  # shown by some kernels for a connection request; netstat says SYN_RECV

_RESOLVER = ("0B00007F", "7F00000B")
"""127.0.0.11 in either byte order: the engine's name server, which every container of a network has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketRow:
    """One TCP connection, or a port that is listened on (its ``peer_port`` is 0)."""

    state: str
    port: int
    peer_port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketsSeen(Event):
    """A host's TCP connections at a moment; ``rows`` is ``None`` where they could not be read."""

    kind: ClassVar[str] = "sockets-seen"
    host: str
    moment: str
    rows: tuple[SocketRow, ...] | None
    trouble: str = ""


def parse_sockets(text: str) -> tuple[SocketRow, ...]:
    """The rows of ``/proc/net/tcp`` and ``tcp6``, one after the other, without the engine's name server."""
    return tuple(_rows(text))


def _rows(text: str) -> Iterator[SocketRow]:
    for line in text.splitlines():
        fields = line.split()
        if len(fields) < 4 or not fields[0].rstrip(":").isdigit():
            continue
        ends = [field.rpartition(":") for field in fields[1:3]]
        try:
            port, peer_port = (int(port, 16) for _, _, port in ends)
            number = int(fields[3], 16)
        except ValueError:
            continue
        state = "SYN_RECV" if number == _NEW_SYN_RECV else _STATES.get(number)
        if state is not None and not any(address in _RESOLVER for address, _, _ in ends):
            yield SocketRow(state=state, port=port, peer_port=peer_port)
