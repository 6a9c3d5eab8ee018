"""Every check of a plan, asked of its record."""

from __future__ import annotations

from dataclasses import dataclass, replace

from socketlab.checks.api import Answer, Check, Level, earliest, repeated, unknown
from socketlab.judging.evidence import RecordedEvidence
from socketlab.judging.limited import LimitedEvidence
from socketlab.judging.record import Record
from socketlab.language.names import Role
from socketlab.language.variables import finish, values_in_words
from socketlab.plan.model import CheckPlan, Plan
from socketlab.record.evidence import Evidence
from socketlab.record.spans import spans_of
from socketlab.spec.references import references_in

_LONGEST_REASON = 300
"""Characters of an exception that a report shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """A check's answer with its number, name, place and level in the scenario."""

    number: int
    name: str
    kind: str
    place: str
    answer: Answer
    level: Level = "error"


def judge(record: Record) -> tuple[CheckResult, ...]:
    """Answer every check of the record's plan."""
    evidence = RecordedEvidence(record)
    return tuple(
        CheckResult(
            number=check.number,
            name=check.name,
            kind=check.spec.word(),
            place=check.place,
            answer=_answer(check, record, evidence),
            level=check.level,
        )
        for check in record.plan.checks
    )


def _answer(check: CheckPlan, record: Record, evidence: RecordedEvidence) -> Answer:
    """A check's answer; unknown where it asks about what the run does not have, or cannot answer at all."""
    spec = check.spec
    try:
        absent = absent_from(spec, record.plan)
        if absent:
            return unknown(_shown(spec.title, spec, evidence), absent)
        if check.within_s:
            answer = earliest(each.judge(evidence) for each in repeated(spec, check.within_s))
        else:
            answer = _limited(spec, check.during, record) if check.during else spec.judge(evidence)
        return replace(answer, expected=_shown(answer.expected, spec, evidence))
    except Exception as error:  # noqa: BLE001 - a check that is wrong must not take the others' answers away
        reason = f"the check {spec.word()} itself failed: {type(error).__name__}: {error}"
        return unknown("an answer", reason[:_LONGEST_REASON])


def _limited(spec: Check, during: str, record: Record) -> Answer:
    """The answer of a check that is limited to the time of a step."""
    evidence = RecordedEvidence(record)
    spans = spans_of(evidence.faults, during)
    if not spans:
        return unknown(spec.title, f'"{during}" was never in force')
    if evidence.clock_at(0.0) is None:
        return unknown(spec.title, "the clock of the clients is not known")
    return spec.judge(LimitedEvidence(record, spans))


def _shown(text: str, spec: Check, evidence: Evidence) -> str:
    """A text of a check with its variables; what each client has of its own stays a name."""
    fleet = getattr(spec, "fleet", None) or ""
    count = len(evidence.fleet(fleet))
    return finish(text, values_in_words(evidence.variables, fleet=fleet, count=count))


def absent_from(spec: Check, plan: Plan) -> str:
    """Which host or fleet that a check names is not part of the run; empty where all are."""
    known: dict[Role, set[str]] = {
        "host": {host.name for host in plan.hosts},
        "fleet": {client.fleet for client in plan.clients},
    }
    for reference in references_in(spec.model_dump(by_alias=True), type(spec)):
        if reference.name not in known[reference.mark.role]:
            return f'the run has no {reference.mark.role} "{reference.name}"'
    return ""
