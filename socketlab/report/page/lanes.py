"""The timeline of a run: a lane for each host and client, with what happened on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from socketlab.events import Began, Event, Exited, FaultDone, Noted, Ready, Released, Started
from socketlab.judging.record import Record
from socketlab.record.journal import (
    Closed,
    Connected,
    GateExit,
    GateFile,
    GateReleased,
    GateWaiting,
    Note,
    Received,
    Sent,
    Transferred,
    parse,
)
from socketlab.record.journal import Ready as ServerReady
from socketlab.report.wording import sentence_of

RUN = "run"
"""The lane of what happened to no single host."""

LONGEST_QUOTE = 60
"""Characters of what a program sent or received."""

MOST_QUOTED = 5_000
"""Events of a run that is shown with what was sent and received; a larger one with sizes only."""

_AHEAD_S = 0.05
"""By how much a note may be later than it was recorded, as the two clocks are compared."""

KINDS = (
    "started",
    "ready",
    "gate",
    "released",
    "connect",
    "accept",
    "sent",
    "received",
    "closed",
    "exited",
    "fault",
    "trouble",
    "other",
)
"""The kinds of marks."""

_TROUBLES = frozenset(
    {"start-failed", "timed-out", "cut-off", "killed", "log-full", "troubled", "interrupted"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that happened.

    Args:
        at_s: When, in seconds since the run began.
        kind: One of :data:`KINDS`.
        text: In words.
        line: Its line in ``events.jsonl``.
        conn: The connection, where it belongs to one.
        quote: What was sent or received.
        size: In bytes.
    """

    at_s: float
    kind: str
    text: str
    line: int
    conn: str = ""
    quote: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A state that lasted: ``starting``, ``held`` at the gate, ``running``, or ``waiting`` for a reply."""

    begin_s: float
    end_s: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A host, a client, or the run itself.

    Args:
        name: Its name.
        group: Its fleet; empty for a host.
        marks: What happened, in order of time.
        bars: Its states.
    """

    name: str
    group: str
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]

    def first(self, kind: str) -> Mark | None:
        """The first mark of a kind."""
        return next((mark for mark in self.marks if mark.kind == kind), None)


def lanes_of(record: Record) -> tuple[Lane, ...]:
    """All lanes: the run, its hosts, and its clients in order of release."""
    groups = {client.host.name: client.fleet for client in record.plan.clients}
    marks: dict[str, list[Mark]] = {RUN: [], **{host.name: [] for host in record.plan.everyone}}
    offset = _offset(record.events)
    quoting = len(record.events) <= MOST_QUOTED
    for line, event in enumerate(record.events, start=1):
        host = getattr(event, "host", "") or RUN
        marks.setdefault(host, []).extend(_marks(event, line, offset, quoting=quoting))
    _release(record, marks)
    end_s = record.events[-1].at_s if record.events else 0.0
    return tuple(_lane(name, groups.get(name, ""), found, end_s) for name, found in marks.items())


def _lane(name: str, group: str, found: list[Mark], end_s: float) -> Lane:
    marks = tuple(sorted(found, key=lambda mark: mark.at_s))
    bars = () if name == RUN else tuple(_bars(marks, end_s, client=bool(group)))
    return Lane(name=name, group=group, marks=marks, bars=bars)


def _release(record: Record, marks: dict[str, list[Mark]]) -> None:
    """Let each client go that was at its gate and has no note of its release, as its gate was killed."""
    for line, event in enumerate(record.events, start=1):
        if isinstance(event, Released):
            for client in record.plan.clients:
                own = marks[client.host.name]
                kinds = {mark.kind for mark in own}
                if "gate" in kinds and "released" not in kinds:
                    at_s = event.at_s + client.release_s
                    own.append(Mark(at_s=at_s, kind="released", text="released", line=line))


def _offset(events: Iterable[Event]) -> float | None:
    """What the lab's clock is ahead of the run's; ``None`` where they were not compared."""
    released = next((event for event in events if isinstance(event, Released)), None)
    return None if released is None or released.clock is None else released.clock - released.at_s


def _marks(event: Event, line: int, offset: float | None, *, quoting: bool) -> Iterator[Mark]:
    if isinstance(event, Noted):
        note = parse(event.note)
        mark = _of_note(note, event, line, offset, quoting=quoting)
        yield mark
        if isinstance(note, Connected) and note.role == "client" and note.began is not None:
            began_s = _time(note.began, event.at_s, offset)
            yield Mark(at_s=began_s, kind="connect", text="calls connect", line=line, conn=mark.conn)
    elif not isinstance(event, Began):
        yield Mark(at_s=event.at_s, kind=_kind(event), text=sentence_of(event) or event.kind, line=line)


def _time(clock: float | None, at_s: float, offset: float | None) -> float:
    """When a note was made: by its own clock, unless that contradicts when it was recorded."""
    if clock is None or offset is None:
        return at_s
    own = clock - offset
    return own if 0 <= own <= at_s + _AHEAD_S else at_s


def _kind(event: Event) -> str:
    match event:
        case Ready(how="gate"):
            return "gate"
        case Started() | Ready() | Released() | Exited():
            return event.kind
        case FaultDone():
            return "fault"
    return "trouble" if event.kind in _TROUBLES else "other"


def _of_note(note: Note, event: Noted, line: int, offset: float | None, *, quoting: bool) -> Mark:
    kind, text = _words(note, event)
    at_s = _time(note.clock, event.at_s, offset)
    conn = note.conn if quoting and isinstance(note, Connected | Transferred | Closed) else ""
    quote = note.data[:LONGEST_QUOTE] if quoting and isinstance(note, Transferred) else ""
    size = note.size if isinstance(note, Transferred) else 0
    return Mark(at_s=at_s, kind=kind, text=text, line=line, conn=conn, quote=quote, size=size)


def _words(note: Note, event: Noted) -> tuple[str, str]:
    match note:
        case Sent(size=size):
            return "sent", f"sent {size} B"
        case Received(size=size):
            return "received", f"received {size} B"
        case Connected(role="client"):
            return "connect", f"connected to {event.note.get('host', '?')}:{note.port}"
        case Connected(conn=conn):
            return "accept", f"accepted {conn}"
        case Closed(reason=reason):
            return "closed", f"closed ({reason})" if reason else "closed"
    return _of_start_and_end(note, event)


def _of_start_and_end(note: Note, event: Noted) -> tuple[str, str]:
    match note:
        case GateWaiting():
            return "gate", "waits at the gate"
        case GateReleased():
            return "released", "program started"
        case GateExit(code=code, error=error):
            return ("trouble", f"not started: {error}") if error else ("exited", f"program exited {code}")
        case GateFile(path=path, size=size):
            return "other", f"file {path}" + ("" if size is None else f", {size} B")
        case ServerReady():
            return "ready", "ready (journal)"
    return "other", str(event.note.get("event", "note"))


def _bars(marks: tuple[Mark, ...], end_s: float, *, client: bool) -> Iterator[Bar]:
    """The states that marks begin and end."""
    state, since = "", 0.0
    for mark in marks:
        after = _STATES.get(mark.kind)
        if after is not None and after != state:
            if state:
                yield Bar(begin_s=since, end_s=mark.at_s, kind=state)
            state, since = after, mark.at_s
    if state:
        yield Bar(begin_s=since, end_s=end_s, kind=state)
    if client:
        yield from _waits(marks)


_STATES = {"started": "starting", "ready": "running", "gate": "held", "released": "running", "exited": ""}


def _waits(marks: tuple[Mark, ...]) -> Iterator[Bar]:
    """The times from what a client sends, or its call, to the next thing that it receives."""
    since: float | None = None
    for mark in marks:
        if mark.kind in ("connect", "sent"):
            since = mark.at_s if since is None else since
        elif mark.kind in ("received", "closed") and since is not None:
            yield Bar(begin_s=since, end_s=mark.at_s, kind="waiting")
            since = None
