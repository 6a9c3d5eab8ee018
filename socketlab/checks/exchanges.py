"""What clients sent and what came back, message by message, as their journals show it.

A message is all that a client's journal reports as sent before something comes back on the same connection;
its reply is all that comes back before the next message. The time of a reply is the time between the two
notes: from the moment that the whole message was handed to the client's kernel to the last byte of the reply.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from socketlab.checks.api import NO_CLIENTS
from socketlab.hosts.model import ClientPlan
from socketlab.record.evidence import Evidence, Trace
from socketlab.record.journal import Closed, Connected, GateExit, GateReleased, Received, Sent

_SHORTEST_S = 1e-6
"""For a rate over no time at all."""


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One message of a client and its reply.

    Args:
        client: Whose.
        sent_at: When the whole message was on its way, on the lab's clock.
        sent: The message; empty where the journal reports sizes only.
        received: The reply; empty where there is none, or where the journal reports sizes only.
        size: Bytes of the reply.
        replied_at: When its last byte came; ``None`` without a reply.
        ended_at: Until when a reply could have come; ``None`` where that is not known.
        called_at: For the first message of a connection, when the client called connect, where that is known.
    """

    client: str
    sent_at: float
    sent: str = ""
    received: str = ""
    size: int = 0
    replied_at: float | None = None
    ended_at: float | None = None
    called_at: float | None = None

    @property
    def took_s(self) -> float | None:
        """Seconds from the message to the last byte of its reply."""
        return None if self.replied_at is None else max(0.0, self.replied_at - self.sent_at)

    @property
    def waited_s(self) -> float:
        """Seconds for which there was certainly no reply to it."""
        return max(0.0, (self.ended_at or self.sent_at) - self.sent_at)

    @property
    def from_call_s(self) -> float:
        """Seconds from the call that made the connection to the reply, or until the client gave up."""
        began = self.sent_at if self.called_at is None else self.called_at
        return max(0.0, (self.replied_at or self.ended_at or began) - began)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What the journal of one client shows.

    Args:
        client: Whose.
        exchanges: Its messages with their replies, in order.
        gap: Why that is not all, or may not be; empty where it is.
        began_at: When the client called connect for the first time, or was released; of a check that is
            limited to a time, when the first of its messages was sent.
        ended_at: When it ended, or was given up.
    """

    client: str
    exchanges: tuple[Exchange, ...]
    gap: str = ""
    began_at: float | None = None
    ended_at: float | None = None

    @property
    def bytes_s(self) -> float:
        """Bytes a second that it received, from its beginning to its last reply."""
        ends = [each.replied_at for each in self.exchanges if each.replied_at is not None]
        if self.began_at is None or not ends:
            return 0.0
        return sum(each.size for each in self.exchanges) / max(_SHORTEST_S, max(ends) - self.began_at)

    @property
    def longest_wait_s(self) -> float:
        """The longest time from a connect call to the first reply, or from a message to its reply."""
        waits = [each.from_call_s for each in self.exchanges]
        if not waits and self.began_at is not None and self.ended_at is not None:
            waits.append(self.ended_at - self.began_at)
        return max(waits, default=0.0)


def talks_of(evidence: Evidence, fleet: str) -> tuple[Talk, ...]:
    """What each client of a fleet said and heard; of a check that is limited to a time, what began in it."""
    return tuple(_talk(client, evidence) for client in evidence.fleet(fleet))


def gap_in(talks: Sequence[Talk]) -> str:
    """Why some client's messages are not all known; empty where all are."""
    return next((talk.gap for talk in talks if talk.gap), "" if talks else NO_CLIENTS)


def all_of(talks: Sequence[Talk]) -> list[Exchange]:
    """The exchanges of all clients."""
    return [exchange for talk in talks for exchange in talk.exchanges]


def _talk(client: ClientPlan, evidence: Evidence) -> Talk:
    name, trace = client.host.name, evidence.trace(client.host.name)
    exchanges = list(_exchanges(name, trace))
    for exchange in exchanges:
        if exchange.ended_at is None:
            exchange.ended_at = _end_of(client, evidence)
    covered = tuple(each for each in exchanges if evidence.covers(each.sent_at))
    began_at = _beginning_of(trace)
    if began_at is None or not evidence.covers(began_at):
        began_at = covered[0].sent_at if covered else None
    ended_at = _end_of(client, evidence)
    return Talk(client=name, exchanges=covered, gap=_gap(name, trace), began_at=began_at, ended_at=ended_at)


def _beginning_of(trace: Trace) -> float | None:
    """When a client called connect; of one whose call was in vain, when it was released."""
    called, let_go = trace.first(Connected, role="client"), trace.first(GateReleased, role="gate")
    if called is not None and called.began is not None:
        return called.began
    return None if let_go is None else let_go.clock


def _exchanges(client: str, trace: Trace) -> Iterator[Exchange]:
    """In the order in which the messages were sent."""
    of_connections: dict[str, list[Exchange]] = {}
    calls: dict[str, float | None] = {}
    for note in trace.notes:
        if isinstance(note, Connected):
            calls[note.conn] = note.began
        if not isinstance(note, Sent | Received | Closed) or note.role != "client" or note.clock is None:
            continue
        exchanges = of_connections.setdefault(note.conn, [])
        if isinstance(note, Sent):
            if not exchanges or exchanges[-1].replied_at is not None:
                called_at = calls.pop(note.conn, None)
                exchanges.append(Exchange(client=client, sent_at=note.clock, called_at=called_at))
            exchanges[-1].sent += note.data
            exchanges[-1].sent_at = note.clock
        elif exchanges and isinstance(note, Received):
            exchanges[-1].received += note.data
            exchanges[-1].size += note.size
            exchanges[-1].replied_at = note.clock
        elif exchanges:
            exchanges[-1].ended_at = note.clock
    found = [exchange for exchanges in of_connections.values() for exchange in exchanges]
    yield from sorted(found, key=lambda exchange: exchange.sent_at)


def _end_of(client: ClientPlan, evidence: Evidence) -> float | None:
    """Until when a client listened: to its end, or to the run's timeout."""
    trace, released = evidence.trace(client.host.name), evidence.released
    ended = trace.first(GateExit, role="gate")
    if ended is not None:
        return ended.clock
    waited_s = evidence.waited_s(client)
    if waited_s is None or released is None or released.clock is None:
        return None
    return released.clock + client.release_s + waited_s


def _gap(name: str, trace: Trace) -> str:
    if trace.why_incomplete:
        return f"{name} {trace.why_incomplete}"
    if not any(note.role == "client" for note in trace.notes):
        return f"the journal of {name} does not say what it sent"
    if not trace.is_complete:
        return f"{name} was stopped" if trace.exited is not None else f"{name} has no recorded end"
    both = (trace.notes_of(kind, role="client") for kind in (Sent, Received))
    if any(note.lost for note in trace.notes) or any(notes[-1].more for notes in both if notes):
        return f"the journal of {name} has gaps"
    return ""
