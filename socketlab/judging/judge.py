"""Every check of a plan, asked of its record."""

from __future__ import annotations

from dataclasses import dataclass

from socketlab.checks.api import Answer
from socketlab.judging.evidence import RecordedEvidence
from socketlab.judging.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """A check's answer with its number, name and place in the scenario."""

    number: int
    name: str
    kind: str
    place: str
    answer: Answer


def judge(record: Record) -> tuple[CheckResult, ...]:
    """Answer every check of the record's plan."""
    evidence = RecordedEvidence(record)
    return tuple(
        CheckResult(
            number=check.number,
            name=check.name,
            kind=check.spec.word(),
            place=check.place,
            answer=check.spec.judge(evidence),
        )
        for check in record.plan.checks
    )
