"""What each host and client did, as spans of time on the axis of its run, for pictures of the run.

Spans come from the events of the run and from the notes of gates and journals, whose clock is moved to the
run's by the moment of release. Where no gate told the clock, a note counts from its arrival.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from socketlab.events import Exited, Noted, Ready, Released, Started
from socketlab.judging.record import Record
from socketlab.record.journal import Closed, Connected, GateReleased, Note, Received, Sent, parse

STARTING = "starting"
GATE = "gate"
RUNNING = "running"
CONNECT = "connect"
CONNECTION = "connection"
REPLY = "reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSpan:
    """A time in which a host or client did one thing.

    Args:
        host: Which.
        name: What it did: ``starting``, ``gate``, ``running``, ``connect``, ``connection`` or ``reply``.
        begin_s: Seconds since the run began.
        end_s: The same.
        details: More about it.
    """

    host: str
    name: str
    begin_s: float
    end_s: float
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Life:
    """What is known so far of one host or client, in seconds since the run began."""

    started_s: float | None = None
    running_s: float | None = None
    ready: bool = False
    gated: bool = False
    ended: bool = False
    connections: dict[str, float] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)


def spans_of_hosts(record: Record) -> tuple[HostSpan, ...]:
    """The spans of every host and client, in the order in which they end."""
    released = next((event for event in record.events if isinstance(event, Released)), None)
    reader = _Reader(offset_s=_offset_s(released))
    found = list(reader.read(record))
    end_s = max((event.at_s for event in record.events), default=0.0)
    return (*found, *reader.unfinished(end_s))


def offset_of(record: Record) -> float | None:
    """What to add to the lab's clock for seconds since the run began; ``None`` where no gate told it."""
    return _offset_s(next((event for event in record.events if isinstance(event, Released)), None))


def _offset_s(released: Released | None) -> float | None:
    return None if released is None or released.clock is None else released.at_s - released.clock


class _Reader:
    """Reads events in their order.

    Args:
        offset_s: What to add to the lab's clock.
    """

    def __init__(self, *, offset_s: float | None) -> None:
        self._offset_s = offset_s
        self._lives: dict[str, _Life] = {}

    def read(self, record: Record) -> Iterator[HostSpan]:
        """The spans that end within the record."""
        for event in record.events:
            match event:
                case Started(host=host, at_s=at_s, gated=gated):
                    self._lives[host] = _Life(started_s=at_s, gated=gated)
                case Ready(host=host, at_s=at_s):
                    yield from self._ready(host, at_s)
                case Noted(host=host, at_s=at_s, note=raw):
                    yield from self._noted(host, parse(raw), at_s)
                case Exited(host=host, at_s=at_s):
                    yield from self._ended(host, at_s, event)

    def unfinished(self, end_s: float) -> Iterator[HostSpan]:
        """What was still going on at the end of the record."""
        for host, life in self._lives.items():
            if not life.ended:
                yield from self._last(host, life, end_s, {"unfinished": True})

    def _life(self, host: str) -> _Life:
        return self._lives.setdefault(host, _Life())

    def _moment(self, clock: float | None, at_s: float) -> float:
        return at_s if clock is None or self._offset_s is None else max(0.0, clock + self._offset_s)

    def _ready(self, host: str, at_s: float) -> Iterator[HostSpan]:
        life = self._life(host)
        if life.started_s is not None and not life.ready:
            yield HostSpan(host=host, name=STARTING, begin_s=life.started_s, end_s=at_s)
        life.ready = True
        if life.running_s is None:
            life.running_s = at_s

    def _noted(self, host: str, note: Note, arrived_s: float) -> Iterator[HostSpan]:
        life, at_s = self._life(host), self._moment(note.clock, arrived_s)
        match note:
            case GateReleased() if life.running_s is not None:
                yield HostSpan(host=host, name=GATE, begin_s=life.running_s, end_s=max(at_s, life.running_s))
                life.running_s = at_s
            case Connected(conn=conn, began=began):
                life.connections[conn] = at_s
                if began is not None:
                    begin_s = min(at_s, self._moment(began, arrived_s))
                    yield HostSpan(
                        host=host, name=CONNECT, begin_s=begin_s, end_s=at_s, details={"conn": conn}
                    )
            case Sent(conn=conn, role="client"):
                life.asked.setdefault(conn, at_s)
            case Received(conn=conn, role="client", size=size, more=False) if conn in life.asked:
                begin_s, facts = life.asked.pop(conn), {"conn": conn, "bytes": size}
                yield HostSpan(host=host, name=REPLY, begin_s=min(begin_s, at_s), end_s=at_s, details=facts)
            case Closed(conn=conn, reason=reason) if conn in life.connections:
                begin_s, facts = life.connections.pop(conn), {"conn": conn, "reason": reason}
                yield HostSpan(
                    host=host, name=CONNECTION, begin_s=min(begin_s, at_s), end_s=at_s, details=facts
                )

    def _ended(self, host: str, at_s: float, event: Exited) -> Iterator[HostSpan]:
        life = self._life(host)
        life.ended = True
        yield from self._last(host, life, at_s, {"code": event.code, "stopped": event.stopped})

    def _last(self, host: str, life: _Life, at_s: float, details: dict[str, Any]) -> Iterator[HostSpan]:
        for conn, begin_s in life.connections.items():
            facts = {"conn": conn, "open": True}
            yield HostSpan(host=host, name=CONNECTION, begin_s=min(begin_s, at_s), end_s=at_s, details=facts)
        life.connections.clear()
        since_s = life.started_s if life.running_s is None else life.running_s
        if since_s is not None:
            yield HostSpan(host=host, name=RUNNING, begin_s=min(since_s, at_s), end_s=at_s, details=details)


def nested(spans: Sequence[HostSpan]) -> Iterator[tuple[int, HostSpan]]:
    """Each span of one host with the number of a row, from 0, on which spans follow or contain each other.

    A viewer draws spans of one row inside each other; spans that merely overlap need two rows.
    """
    rows: list[list[float]] = []
    for span in sorted(spans, key=lambda each: (each.begin_s, -each.end_s)):
        number = next((n for n, open_ in enumerate(rows) if _fits(open_, span)), len(rows))
        if number == len(rows):
            rows.append([])
        rows[number].append(span.end_s)
        yield number, span


def _fits(open_: list[float], span: HostSpan) -> bool:
    """Whether a span fits into the row whose open spans end then; those that are over are removed."""
    while open_ and open_[-1] <= span.begin_s:
        open_.pop()
    return not open_ or span.end_s <= open_[-1]
