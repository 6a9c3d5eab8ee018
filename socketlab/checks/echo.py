"""Whether each client gets its own bytes back, whatever the server puts around them."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from socketlab.checks.api import (
    NEVER_RELEASED,
    Answer,
    Check,
    Finding,
    Measure,
    Verdict,
    answer_of,
    of_fleet,
    unknown,
)
from socketlab.checks.framing import DEFAULT_PREFIX, DEFAULT_SUFFIX, Framing, Returned, compare
from socketlab.hosts.model import ClientPlan
from socketlab.language.figures import quoted, share
from socketlab.language.names import FleetName
from socketlab.language.patterns import Pattern, pattern_for
from socketlab.record.evidence import Evidence, Trace
from socketlab.record.journal import Received, Sent, Transferred
from socketlab.record.layout import EVENTS


class Echo(Check):
    """Every client gets back exactly what it sent, in order, whatever the server puts around each reply.

    The clients must keep a journal, and are believed in what they report of themselves. A prefix or suffix
    has at most 4096 characters. Where a reply can be read in too many ways to try them all, the answer is
    unknown.
    """

    summary: ClassVar = "each client gets its own bytes back, in order and nothing else"
    example: ClassVar = "echo: {fleet: clients}"
    needs_journal: ClassVar = True

    kind: Literal["echo"] = "echo"
    fleet: FleetName = Field(description="whose clients")
    prefix: Pattern = Field(
        default=DEFAULT_PREFIX, description="a regular expression for what the server puts before each reply"
    )
    suffix: Pattern = Field(default=DEFAULT_SUFFIX, description="the same for what comes after it")

    @property
    @override
    def title(self) -> str:
        return f"{of_fleet('every client', self.fleet)} gets its own bytes back"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        clients = evidence.fleet(self.fleet)
        expected = f"each of {len(clients)} clients gets back what it sent"
        if evidence.released is None:
            return unknown(expected, NEVER_RELEASED)
        findings = [found for client in clients if (found := self._finding(client, evidence)) is not None]
        measures = [
            Measure(name, len(_data(evidence.trace(client.host.name), kind)), "B", client.host.name)
            for client in clients
            for name, kind in (("sent", Sent), ("received", Received))
        ]
        otherwise = share(len(clients), len(clients), "client", "clients")
        return answer_of(
            findings, asked=len(clients), expected=expected, otherwise=otherwise, measures=measures
        )

    def _finding(self, client: ClientPlan, evidence: Evidence) -> Finding | None:
        name, trace = client.host.name, evidence.trace(client.host.name)
        sent, received = _data(trace, Sent), _data(trace, Received)
        if not sent:
            return Finding(Verdict.UNKNOWN, f"the journal of {name} does not say what it sent")
        prefix, suffix = (pattern_for(part, client.variables) for part in (self.prefix, self.suffix))
        returned = compare(received, sent, Framing(prefix, suffix))
        if returned is Returned.ALL:
            return None
        if returned is Returned.AMBIGUOUS:
            return Finding(Verdict.UNKNOWN, f"the reply to {name} can be read in too many ways")
        if _has_gaps(trace):
            return Finding(Verdict.UNKNOWN, f"the journal of {name} has gaps")
        ended = trace.exited is not None and not trace.exited.stopped
        verdict = Verdict.UNKNOWN if returned is Returned.BEGINNING and not ended else Verdict.FAIL
        files = tuple(dict.fromkeys((EVENTS, *evidence.logs(name, "stdout", "stderr"))))
        return Finding(verdict, f"{name} sent {quoted(sent)} and got {quoted(received)}", files)


def _data(trace: Trace, kind: type[Transferred]) -> str:
    """What was transferred, put together: a journal reports long data in several notes."""
    return "".join(note.data for note in trace.notes_of(kind, role="client"))


def _has_gaps(trace: Trace) -> bool:
    """Whether notes were lost: the next one says so, or the last piece says that more follows."""
    lost = any(note.lost for note in trace.notes)
    both = (trace.notes_of(kind, role="client") for kind in (Sent, Received))
    return lost or any(notes[-1].more for notes in both if notes)
