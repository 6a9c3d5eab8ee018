"""Whether a server serves one client before it has finished with another, as its journal shows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from socketlab.checks.api import Answer, Check, Measure, holds, unknown
from socketlab.language.bounds import Count, CountOf
from socketlab.language.names import HostName
from socketlab.record.evidence import Evidence
from socketlab.record.journal import Connected, Note, Transferred
from socketlab.record.layout import EVENTS


@dataclass(slots=True)
class _Conversation:
    """One client's part of a journal: the places of its first and its last transfer among all."""

    first: int
    last: int
    port: int | None
    transfers: int = 0


class Interleaving(Check):
    """This many conversations of a server are interleaved with others.

    A conversation is if between its first and its last transfer the server turned to another one. The server
    must keep a journal.
    """

    summary: ClassVar = "the number of conversations in which the server served another client in between"
    example: ClassVar = "interleaving: {host: server, count: {at_least: 2}}"

    kind: Literal["interleaving"] = "interleaving"
    host: HostName = Field(description="whose journal")
    count: CountOf = Field(
        default_factory=lambda: Count(at_least=2),
        description="how many conversations; at least 2 by default",
    )
    across_ports: bool = Field(default=False, description="whether only clients of another port count")

    @property
    @override
    def title(self) -> str:
        conversations = self.count.of("conversation", "conversations", none="no conversation")
        across = " across ports" if self.across_ports else ""
        return f"{conversations} on {self.host} {self.count.verb('is', 'are')} interleaved{across}"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        expected = self.count.of("interleaved conversation", "interleaved conversations")
        if self.across_ports:
            expected += " across ports"
        transfers, conversations = _read(evidence.trace(self.host).notes)
        if not conversations:
            return unknown(expected, f"the journal of {self.host} has no conversations")
        number = sum(self._is_interleaved(one, transfers) for one in conversations.values())
        ports = sorted({str(one.port) for one in conversations.values() if one.port is not None})
        on_ports = f", on ports {', '.join(ports)}" if len(ports) > 1 else ""
        return Answer(
            verdict=holds(self.count.holds(number)),
            expected=expected,
            seen=f"{number} of {len(conversations)}{on_ports}",
            measures=(
                Measure("interleaved", number, host=self.host),
                Measure("conversations", len(conversations), host=self.host),
            ),
            evidence=(EVENTS,),
        )

    def _is_interleaved(self, one: _Conversation, transfers: dict[int | None, list[int]]) -> bool:
        """Whether there were transfers of others between its first and its last."""
        between = one.last - one.first + 1
        return between > (_number_between(transfers[one.port], one) if self.across_ports else one.transfers)


def _number_between(places: list[int], one: _Conversation) -> int:
    return bisect_right(places, one.last) - bisect_left(places, one.first)


def _read(notes: list[Note]) -> tuple[dict[int | None, list[int]], dict[str, _Conversation]]:
    """The places of a server's transfers, counted from 0, by port; and each conversation's extent."""
    transfers: dict[int | None, list[int]] = {}
    conversations: dict[str, _Conversation] = {}
    ports: dict[str, int | None] = {}
    in_order = sorted((note for note in notes if note.role == "server"), key=lambda note: note.clock or 0.0)
    place = 0
    for note in in_order:
        if isinstance(note, Connected):
            ports[note.conn] = note.port
        if not isinstance(note, Transferred) or not note.conn:
            continue
        conversation = conversations.setdefault(note.conn, _Conversation(place, place, ports.get(note.conn)))
        conversation.last, conversation.transfers = place, conversation.transfers + 1
        transfers.setdefault(conversation.port, []).append(place)
        place += 1
    return transfers, conversations
