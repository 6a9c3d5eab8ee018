"""Probes: packets that take a path and are timed by the kernel, on both ends of all that may happen to them.

A probe enters through a pipe of the router's own, goes through everything that the path's packets go
through, and leaves on the real interface, addressed to a card that does not exist. The kernel notes when
it came in and when it left: the two times are of one clock, so that each direction is measured by itself.

Source: packet(7) (packet types, AF_PACKET); socket(7), SO_TIMESTAMPNS.
"""

from __future__ import annotations

import select
import socket
import struct
import time
from dataclasses import dataclass, field

from services.router.commands import FAR, NEAR
from services.router.netem import HOLDING
from services.router.orders import Path, Segment, probe_source

SO_TIMESTAMPNS = 35
_EVERYTHING = 0x0003
_INCOMING, _OUTGOING = 0, 4
_PORT = 9  # discard
_TICKET = struct.Struct(">IIII")
"""The round, the path's mark, the probe's number, and the three combined: one bit error is noticed."""
_UDP = struct.Struct(">HHHH")
_OVERHEAD = 14 + 20 + 8

SMALL = _OVERHEAD + _TICKET.size
"""Bytes of the smallest probe on the wire."""


@dataclass
class Seen:
    """What became of the probes of one path; times in seconds.

    Args:
        entered: When each probe came in, by its number.
        left: When each copy of a probe left, and its number.
    """

    entered: dict[int, float] = field(default_factory=dict)
    left: list[tuple[float, int]] = field(default_factory=list)

    @property
    def delays(self) -> list[float]:
        """How long each probe took that arrived, in the order of sending; of copies the first counts."""
        first: dict[int, float] = {}
        for moment, number in self.left:
            first.setdefault(number, moment)
        return [first[n] - at for n, at in sorted(self.entered.items()) if n in first]

    @property
    def arrived(self) -> int:
        """Probes that arrived, each once."""
        return len({number for _, number in self.left})


class Prober:
    """Sends probes and sees them pass.

    Args:
        segments: The router's networks.
    """

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        self._segments = segments
        self._receiver = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_EVERYTHING))
        self._receiver.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self._receiver.setblocking(False)
        self._sender = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self._sender.bind((FAR, 0))
        self._header = _hardware_address(NEAR) + _hardware_address(FAR) + b"\x08\x00"
        self._round = 0

    def close(self) -> None:
        """Close the sockets."""
        self._receiver.close()
        self._sender.close()

    def probe(
        self, counts: list[tuple[Path, int]], *, gap_s: float, patience_s: float, size_bytes: int = SMALL
    ) -> dict[int, Seen]:
        """Send probes on several paths at once.

        Args:
            counts: The paths, and how many probes each gets.
            gap_s: Between two rounds of them.
            patience_s: How long to wait after the last.
            size_bytes: Of each on the wire.

        Returns:
            What was seen, by the paths' marks.
        """
        self._round += 1
        seen = {path.mark: Seen() for path, _ in counts}
        frames = [(path.mark, count, self._frame(path, size_bytes)) for path, count in counts]
        begun = time.monotonic()
        for number in range(max(count for _, count in counts)):
            self._listen(seen, until=begun + number * gap_s)
            for mark, frame in ((mark, frame) for mark, count, frame in frames if number < count):
                ticket = _TICKET.pack(self._round, mark, number, self._round ^ mark ^ number)
                self._sender.send(frame[:_OVERHEAD] + ticket + frame[_OVERHEAD + _TICKET.size :])
        complete = sum(count for _, count in counts)
        end = time.monotonic() + patience_s
        while time.monotonic() < end and sum(each.arrived for each in seen.values()) < complete:
            self._listen(seen, until=min(end, time.monotonic() + 0.02))
        return seen

    def _frame(self, path: Path, size_bytes: int) -> bytes:
        payload = bytes(size_bytes - _OVERHEAD)
        source = socket.inet_aton(probe_source(path.mark))
        destination = socket.inet_aton(self._segments[path.segment].stand_in)
        length = 28 + len(payload)
        header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, length, 0, 0, 64, 17, 0, source, destination)
        header = header[:10] + struct.pack(">H", _checksum(header)) + header[12:]
        return self._header + header + _UDP.pack(_PORT, _PORT, 8 + len(payload), 0) + payload

    def _listen(self, seen: dict[int, Seen], *, until: float) -> None:
        while True:
            left = until - time.monotonic()
            if left > 0 and not select.select([self._receiver], [], [], left)[0]:
                return
            try:
                while True:
                    self._receive(seen)
            except BlockingIOError:
                pass
            if time.monotonic() >= until:
                return

    def _receive(self, seen: dict[int, Seen]) -> None:
        content, notes, _, sender = self._receiver.recvmsg(64, 64)
        if len(content) < 28 + _TICKET.size or content[9] != 17 or content[12:14] != b"\xc6\x12":
            return
        turn, mark, number, combined = _TICKET.unpack_from(content, 28)
        spoilt = combined != turn ^ mark ^ number or _UDP.unpack_from(content, 20)[:2] != (_PORT, _PORT)
        if spoilt or turn != self._round or mark not in seen or not notes:
            return
        whole, nano = struct.unpack("=qq", notes[0][2][:16])
        moment = whole + nano / 1e9
        if sender[2] == _INCOMING and sender[0] == NEAR:
            seen[mark].entered[number] = moment
        elif sender[2] == _OUTGOING and sender[0] not in (NEAR, FAR, HOLDING):
            seen[mark].left.append((moment, number))


def _hardware_address(interface: str) -> bytes:
    with open(f"/sys/class/net/{interface}/address", encoding="ascii") as file:
        return bytes.fromhex(file.read().strip().replace(":", ""))


def _checksum(header: bytes) -> int:
    """The Internet checksum. Source: RFC 1071."""
    total = sum(struct.unpack(f">{len(header) // 2}H", header))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return int(~total & 0xFFFF)
