"""The packet loop: holds the packets of paths with conditions, and releases each at its time, or never.

It does what netem does, where the kernel has none. The kernel hands over each packet's number and mark,
not its content (NFQUEUE with a copy of the metadata only), and keeps the packet until its verdict. The
hook is where packets arrive, before they are routed: held on the sending side they would stay charged to
the sender's socket, and TCP would come to a few Mbit/s.

Source: Linux kernel, include/uapi/linux/netfilter/nfnetlink_queue.h; netlink(7).
"""

from __future__ import annotations

import heapq
import json
import os
import random
import select
import socket
import struct
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict

from services.router.orders import NUMBER, Conditions, Path

NETLINK_NETFILTER = 12
NETLINK_NO_ENOBUFS = 5
SOL_NETLINK = 270
SO_RCVBUFFORCE = 33

_SUBSYSTEM = 3 << 8  # NFNL_SUBSYS_QUEUE
_VERDICT, _CONFIG = _SUBSYSTEM | 1, _SUBSYSTEM | 2
_REQUEST, _ACKNOWLEDGE = 1, 4
_COMMAND, _PARAMETERS, _MOST, _MASK, _FLAGS = 1, 2, 3, 4, 5  # NFQA_CFG_*
_WHOLE_SEGMENTS = 4  # NFQA_CFG_F_GSO: large segments stay undivided, which is worth a factor of seven
_MARK = 3  # NFQA_MARK
_LONGEST_QUEUE = 400_000
_BUFFER = 32 << 20

_DROP, _ACCEPT = 0, 1
_BATCH = 200
_AT_ONCE = 64
_ERROR = 2
"""The kind of message that reports a verdict on a packet that is gone."""
_IDLE_S = 0.2

_OVERHEAD_S = 0.0002
"""What it takes to hear of a packet and to release it, beside the time that it is held: 0.2 to 0.3 ms."""

_NUMBER = struct.Struct(">I")
_USUAL_MARK = struct.Struct(">I")
_USUAL_MARK_AT = 40
"""Where the mark is in a message about an arriving packet: behind its header and its interface."""
_MARK_HEADER = struct.pack("=HH", 8, _MARK)


class Fate:
    """What happens to the packets of one path, one after another.

    Args:
        conditions: The path's; they may change between two packets.
        chance: Seeded by the run.
    """

    def __init__(self, conditions: Conditions, chance: random.Random) -> None:
        self.conditions = conditions
        self._chance = chance
        self._bad = False

    def next(self) -> float | None:
        """How many seconds the next packet is held; ``None`` if it is lost."""
        conditions = self.conditions
        if self._lost(conditions):
            return None
        if conditions.reorder_ratio and self._chance.random() < conditions.reorder_ratio:
            return 0.0
        return max(0.0, conditions.delay_s + self._jitter(conditions))

    def _lost(self, conditions: Conditions) -> bool:
        """Random loss, or the two states of Gilbert and Elliott.

        Source: tc-netem(8), ``loss gemodel``: the state changes first, then decides.
        """
        if conditions.enter_ratio:
            change = conditions.leave_ratio if self._bad else conditions.enter_ratio
            if self._chance.random() < change:
                self._bad = not self._bad
        ratio = conditions.bad_loss_ratio if self._bad else conditions.loss_ratio
        return ratio > 0 and self._chance.random() < ratio

    def _jitter(self, conditions: Conditions) -> float:
        if not conditions.jitter_s:
            return 0.0
        if conditions.distribution == "normal":
            return self._chance.gauss(0.0, conditions.jitter_s)
        return self._chance.uniform(-conditions.jitter_s, conditions.jitter_s)


class Fates:
    """What happens on each path, by its number, and news of it: lines of JSON from a pipe.

    Args:
        conditions: Of each path at the beginning.
        seed: Decides every loss and every jitter.
        news: The end of a pipe to read from; it does not block.
    """

    def __init__(self, conditions: Mapping[int, Conditions], seed: str, news: int) -> None:
        self._seed = seed
        self._of: dict[int, Fate] = {}
        self._pending = b""
        self.news = news
        for mark, each in conditions.items():
            self._change(mark, each)

    def of(self, mark: int) -> Fate | None:
        """What happens on a path; ``None`` for one without conditions."""
        return self._of.get(mark)

    def hear(self) -> None:
        """Read what there is of news."""
        try:
            *lines, self._pending = (self._pending + os.read(self.news, 1 << 20)).split(b"\n")
        except BlockingIOError:
            return
        for line in lines:
            told = json.loads(line)
            conditions = Conditions(**told["conditions"])
            for mark in told["marks"]:
                self._change(mark, conditions)

    def _change(self, mark: int, conditions: Conditions) -> None:
        fate = self._of.get(mark)
        if fate is None:
            self._of[mark] = Fate(conditions, random.Random(f"{self._seed}/{mark}"))
        else:
            fate.conditions = conditions


def news_of(paths: Iterable[Path]) -> bytes:
    """What gives a packet loop the conditions of paths."""
    marks: dict[Conditions, list[int]] = {}
    for path in paths:
        marks.setdefault(path.conditions, []).append(path.mark)
    lines = [{"conditions": asdict(conditions), "marks": each} for conditions, each in marks.items()]
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


class Queue:
    """The kernel's queue, over netlink.

    Args:
        number: Which queue.

    Raises:
        OSError: when the kernel has none, or another program listens to it.
    """

    def __init__(self, number: int) -> None:
        self._number = socket.htons(number)
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
        self.socket.bind((0, 0))
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, _BUFFER)
        self.socket.setsockopt(SOL_NETLINK, NETLINK_NO_ENOBUFS, 1)
        self._configure(_attribute(_COMMAND, struct.pack(">BBH", 1, 0, socket.AF_INET)))
        self._configure(_attribute(_PARAMETERS, struct.pack(">IB", 0, 1)))  # no content
        self._configure(_attribute(_MOST, struct.pack(">I", _LONGEST_QUEUE)))
        flags = struct.pack(">I", _WHOLE_SEGMENTS)
        self._configure(_attribute(_FLAGS, flags) + _attribute(_MASK, flags))
        self.socket.setblocking(False)
        head = struct.pack(
            "=IHHIIBBHHH", 32, _VERDICT, _REQUEST, 0, 0, socket.AF_INET, 0, self._number, 12, 2
        )
        self._verdicts = {verdict: head + struct.pack(">I", verdict) for verdict in (_DROP, _ACCEPT)}

    def _configure(self, attributes: bytes) -> None:
        body = struct.pack("=BBH", socket.AF_INET, 0, self._number) + attributes
        flags = _REQUEST | _ACKNOWLEDGE
        self.socket.send(struct.pack("=IHHII", 16 + len(body), _CONFIG, flags, 0, 0) + body)
        error = struct.unpack_from("=i", self.socket.recv(4096), 16)[0]
        if error:
            raise OSError(-error, os.strerror(-error))

    def accept(self, packets: list[bytes]) -> None:
        """Let packets go."""
        for first in range(0, len(packets), _BATCH):
            accept = self._verdicts[_ACCEPT]
            self._send(b"".join(accept + packet for packet in packets[first : first + _BATCH]))

    def drop(self, packet: bytes) -> None:
        """Lose a packet."""
        self._send(self._verdicts[_DROP] + packet)

    def _send(self, verdicts: bytes) -> None:
        while True:
            try:
                self.socket.send(verdicts)
            except BlockingIOError:
                time.sleep(0.0005)
            except OSError:
                return  # the packet is gone: its interface was removed
            else:
                return


def _attribute(kind: int, content: bytes) -> bytes:
    length = 4 + len(content)
    return struct.pack("=HH", length, kind) + content + bytes(-length % 4)


def mark_of(message: memoryview) -> int:
    """The mark in a message about a packet; 0 where it has none.

    Args:
        message: From the netlink header on.
    """
    if message[_USUAL_MARK_AT : _USUAL_MARK_AT + 4] == _MARK_HEADER:
        return int(_USUAL_MARK.unpack_from(message, _USUAL_MARK_AT + 4)[0])
    at = 20
    while at + 4 <= len(message):
        length, kind = struct.unpack_from("=HH", message, at)
        if kind == _MARK:
            return int(_USUAL_MARK.unpack_from(message, at + 4)[0])
        at += max(4, (length + 3) & ~3)
    return 0


class Loop:
    """Holds packets until they are due.

    Args:
        queue: Where they come from.
        fates: What happens on each path.
    """

    def __init__(self, queue: Queue, fates: Fates) -> None:
        self._queue = queue
        self._fates = fates
        self._held: list[tuple[float, int, bytes]] = []
        self._buffer = bytearray(1 << 16)
        self._view = memoryview(self._buffer)
        self._count = 0

    def run(self, going_on: Callable[[], bool] = lambda: True) -> None:
        """Go on until told otherwise, now and then."""
        both = [self._queue.socket.fileno(), self._fates.news]
        while going_on():
            self._let_go()
            wait = self._held[0][0] - time.monotonic() if self._held else _IDLE_S
            if self._fates.news in select.select(both, [], [], max(0.0, wait))[0]:
                self._fates.hear()
            for _ in range(_AT_ONCE):
                try:
                    size = self._queue.socket.recv_into(self._buffer)
                except OSError:
                    break
                if size >= 32 and self._buffer[4] != _ERROR:
                    self._take(size)

    def _let_go(self) -> None:
        held, moment, due = self._held, time.monotonic(), []
        while held and held[0][0] <= moment:
            due.append(heapq.heappop(held)[2])
        if due:
            self._queue.accept(due)

    def _take(self, size: int) -> None:
        view = self._view
        packet = bytes(view[24:28])
        fate = self._fates.of(mark_of(view[:size]) & NUMBER)
        delay = 0.0 if fate is None else fate.next()
        self._count += 1
        if delay is None:
            self._queue.drop(packet)
        else:
            due = time.monotonic() + max(0.0, delay - _OVERHEAD_S)
            heapq.heappush(self._held, (due, self._count, packet))
