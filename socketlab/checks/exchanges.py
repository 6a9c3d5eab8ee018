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
from socketlab.record.journal import Closed, Connected, GateExit, Received, Sent


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
    """

    client: str
    sent_at: float
    sent: str = ""
    received: str = ""
    size: int = 0
    replied_at: float | None = None
    ended_at: float | None = None

    @property
    def took_s(self) -> float | None:
        """Seconds from the message to the last byte of its reply."""
        return None if self.replied_at is None else max(0.0, self.replied_at - self.sent_at)

    @property
    def waited_s(self) -> float:
        """Seconds for which there was certainly no reply to it."""
        return max(0.0, (self.ended_at or self.sent_at) - self.sent_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What the journal of one client shows.

    Args:
        client: Whose.
        exchanges: Its messages with their replies, in order.
        gap: Why that is not all, or may not be; empty where it is.
        called_at: When the client called connect for the first time.
    """

    client: str
    exchanges: tuple[Exchange, ...]
    gap: str = ""
    called_at: float | None = None


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
    called = trace.first(Connected, role="client")
    return Talk(
        client=name,
        exchanges=tuple(each for each in exchanges if evidence.covers(each.sent_at)),
        gap=_gap(name, trace, exchanges),
        called_at=called.began if called is not None else None,
    )


def _exchanges(client: str, trace: Trace) -> Iterator[Exchange]:
    """In the order in which the messages were sent."""
    of_connections: dict[str, list[Exchange]] = {}
    for note in trace.notes:
        if not isinstance(note, Sent | Received | Closed) or note.role != "client" or note.clock is None:
            continue
        exchanges = of_connections.setdefault(note.conn, [])
        if isinstance(note, Sent):
            if not exchanges or exchanges[-1].replied_at is not None:
                exchanges.append(Exchange(client=client, sent_at=note.clock))
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


def _gap(name: str, trace: Trace, exchanges: list[Exchange]) -> str:
    if trace.why_incomplete:
        return f"{name} {trace.why_incomplete}"
    if not exchanges:
        return f"the journal of {name} does not say what it sent"
    if not trace.is_complete:
        return f"{name} was stopped" if trace.exited is not None else f"{name} has no recorded end"
    both = (trace.notes_of(kind, role="client") for kind in (Sent, Received))
    if any(note.lost for note in trace.notes) or any(notes[-1].more for notes in both if notes):
        return f"the journal of {name} has gaps"
    return ""
