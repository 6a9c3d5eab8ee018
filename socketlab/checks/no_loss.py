"""Whether every message gets a reply."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from socketlab.checks.api import Answer, Check, Finding, Measure, Verdict, answer_of, of_fleet, unknown
from socketlab.checks.exchanges import gap_in, talks_of
from socketlab.language.figures import quoted, share
from socketlab.language.names import FleetName
from socketlab.record.evidence import Evidence
from socketlab.record.layout import EVENTS


class NoLoss(Check):
    """Every message of a fleet's clients gets a reply, whatever happens meanwhile.

    A message that a client sends again on another connection counts twice. What the reply says is not looked
    at; `echo` does that. The clients must keep a journal, and are believed in what they report of themselves.
    """

    summary: ClassVar = "every message of the clients gets a reply"
    example: ClassVar = "no_loss: {fleet: clients}"

    needs_journal: ClassVar = True
    limitable: ClassVar = True

    kind: Literal["no_loss"] = "no_loss"
    fleet: FleetName = Field(description="whose clients")

    @property
    @override
    def title(self) -> str:
        return f"{of_fleet('every client', self.fleet)} gets a reply to each message"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        expected = "a reply to each message"
        talks = talks_of(evidence, self.fleet)
        exchanges = [exchange for talk in talks if not talk.gap for exchange in talk.exchanges]
        lost = [each for each in exchanges if each.replied_at is None]
        findings = [
            Finding(
                Verdict.FAIL,
                f"{each.client} got no reply to {quoted(each.sent)}",
                tuple(dict.fromkeys((EVENTS, *evidence.logs(each.client, "stderr", "stdout")))),
            )
            for each in lost
        ]
        gap = gap_in(talks)
        if not findings and (gap or not exchanges):
            return unknown(expected, gap or "no message was sent")
        number = len(exchanges)
        return answer_of(
            findings,
            asked=number,
            expected=expected,
            otherwise=share(number - len(lost), number, "message", "messages"),
            measures=(Measure("messages", number), Measure("lost", len(lost))),
        )
