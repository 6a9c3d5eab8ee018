"""Whether a server serves one client before it has finished with another, as its journal shows."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from socketlab.checks.api import Answer, Check, Measure, Verdict, holds, unknown
from socketlab.checks.times import lateness
from socketlab.language.bounds import Count, CountOf
from socketlab.language.names import HostName
from socketlab.record.evidence import Evidence
from socketlab.record.journal import Connected, Note, Transferred
from socketlab.record.layout import EVENTS


@dataclass(slots=True)
class _Conversation:
    """One client's part of a journal: its first and its last transfer, each as its time and its place."""

    first: _When
    last: _When
    port: int | None

    def number_between(self, served: list[_When], late_s: float) -> int:
        """How many of some places lie between, or miss it by less than the lab was late."""
        low = (self.first[0] - late_s, math.inf) if late_s else self.first
        high = (self.last[0] + late_s, -1.0) if late_s else self.last
        return max(0, bisect_left(served, high) - bisect_right(served, low))


_When = tuple[float, float]  # the time of a transfer and its place in the journal
_Served = tuple[_When, str]  # when a transfer was made, and in which conversation
_Conversations = dict[str, _Conversation]


class Interleaving(Check):
    """This many conversations of a server are interleaved with others.

    A conversation is if between its first and its last transfer the server turned to another one. The server
    must keep a journal, and is believed in what it reports of itself.
    """

    summary: ClassVar = "the number of conversations in which the server served another client in between"
    example: ClassVar = "interleaving: {host: server, count: {at_least: 2}}"
    needs_journal: ClassVar = True

    kind: Literal["interleaving"] = "interleaving"
    host: HostName = Field(description="whose journal")
    count: CountOf = Field(
        default_factory=lambda: Count(at_least=2), description="how many; at least 2 by default"
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
        expected += " across ports" if self.across_ports else ""
        served, conversations = _read(evidence.trace(self.host).notes)
        if not conversations:
            return unknown(expected, f"the journal of {self.host} has no conversations")
        number = self._number(served, conversations)
        verdict, late = holds(self.count.holds(number)), ""
        late_s = evidence.late_s()
        if verdict is Verdict.FAIL and self.count.holds(self._number(served, conversations, late_s)):
            verdict, late = Verdict.UNKNOWN, f"; {lateness(late_s)}"
        ports = sorted({str(one.port) for one in conversations.values() if one.port is not None})
        on_ports = f", on ports {', '.join(ports)}" if len(ports) > 1 else ""
        return Answer(
            verdict=verdict,
            expected=expected,
            seen=f"{number} of {len(conversations)}{on_ports}{late}",
            measures=(
                Measure("interleaved", number, host=self.host),
                Measure("conversations", len(conversations), host=self.host),
            ),
            evidence=(EVENTS,),
        )

    def _number(self, served: list[_Served], conversations: _Conversations, late_s: float = 0.0) -> int:
        """How many conversations are interleaved, or miss it by less than the lab was late."""
        everything, own = [when for when, _ in served], defaultdict[str | int | None, list[_When]](list)
        for when, conn in served:
            own[conversations[conn].port if self.across_ports else conn].append(when)
        return sum(
            one.number_between(everything, late_s)
            > one.number_between(own[one.port if self.across_ports else conn], late_s)
            for conn, one in conversations.items()
        )


def _read(notes: list[Note]) -> tuple[list[_Served], _Conversations]:
    """Which conversation each place of a server's journal belongs to; and each conversation's extent."""
    served: list[_Served] = []
    conversations: dict[str, _Conversation] = {}
    ports: dict[str, int | None] = {}
    in_order = sorted((note for note in notes if note.role == "server"), key=lambda note: note.clock or 0.0)
    for place, note in enumerate(in_order):
        if isinstance(note, Connected):
            ports[note.conn] = note.port
        if not isinstance(note, Transferred) or not note.conn:
            continue
        when = (note.clock or 0.0, place)
        served.append((when, note.conn))
        conversation = _Conversation(when, when, ports.get(note.conn))
        conversations.setdefault(note.conn, conversation).last = when
    return served, conversations
