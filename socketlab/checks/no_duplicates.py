"""Whether no reply comes twice."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from socketlab.checks.api import Answer, Check, Finding, Measure, Verdict, answer_of, of_fleet, unknown
from socketlab.checks.exchanges import Exchange, gap_in, talks_of
from socketlab.checks.framing import DEFAULT_PREFIX, DEFAULT_SUFFIX, Framing, Returned, compare
from socketlab.language.figures import quoted, share
from socketlab.language.names import FleetName
from socketlab.language.patterns import Pattern, pattern_for
from socketlab.record.evidence import Evidence
from socketlab.record.layout import EVENTS

_MOST_TIMES = 4
"""How often a message may come back and still be recognised."""


class NoDuplicates(Check):
    """No message of a fleet's clients comes back more than once, whatever happens meanwhile.

    The server must send back what it receives. A reply that is something else is *unknown*: `echo` asks about
    it. A second reply that comes after the client has closed its connection, or its socket of UDP, is not
    seen. The clients must keep a journal, and are believed in what they report of themselves.
    """

    summary: ClassVar = "no message of the clients comes back more than once"
    example: ClassVar = "no_duplicates: {fleet: clients}"

    needs_journal: ClassVar = True
    limitable: ClassVar = True

    kind: Literal["no_duplicates"] = "no_duplicates"
    fleet: FleetName = Field(description="whose clients")
    prefix: Pattern = Field(
        default=DEFAULT_PREFIX, description="a regular expression for what the server puts before each reply"
    )
    suffix: Pattern = Field(default=DEFAULT_SUFFIX, description="the same for what comes after it")

    @property
    @override
    def title(self) -> str:
        return f"{of_fleet('every client', self.fleet)} gets no reply twice"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        expected = "no reply twice"
        clients = {client.host.name: client for client in evidence.fleet(self.fleet)}
        talks = talks_of(evidence, self.fleet)
        findings, replies = [], 0
        for talk in talks:
            values = clients[talk.client].variables
            framing = Framing(pattern_for(self.prefix, values), pattern_for(self.suffix, values))
            answered = [each for each in talk.exchanges if each.replied_at is not None]
            replies += len(answered)
            findings += [found for each in answered if (found := _finding(each, framing)) is not None]
        gap = gap_in(talks)
        if gap or not replies:
            findings.append(Finding(Verdict.UNKNOWN, gap or "no reply came"))
        twice = sum(finding.verdict is Verdict.FAIL for finding in findings)
        if not talks:
            return unknown(expected, gap)
        return answer_of(
            findings,
            asked=len(talks),
            expected=expected,
            otherwise=share(replies, replies, "reply", "replies"),
            measures=(Measure("replies", replies), Measure("duplicates", twice)),
        )


def _finding(exchange: Exchange, framing: Framing) -> Finding | None:
    """What is wrong with a reply: the message several times over, or not recognised."""
    if not exchange.sent:
        return Finding(Verdict.UNKNOWN, f"the journal of {exchange.client} does not say what it sent")
    outcomes = (compare(exchange.received, exchange.sent * n, framing) for n in range(1, _MOST_TIMES + 1))
    times = next((n for n, outcome in enumerate(outcomes, start=1) if outcome is Returned.ALL), None)
    if times is None:
        other = f"{exchange.client} sent {quoted(exchange.sent)} and got {quoted(exchange.received)}"
        return Finding(Verdict.UNKNOWN, other, (EVENTS,))
    if times == 1:
        return None
    return Finding(Verdict.FAIL, f"{exchange.client} got {quoted(exchange.sent)} back {times} times")
