"""``result.json``: the verdict of a run, its checks and its measurements, in a versioned shape."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from socketlab.checks.api import Measure, Verdict, worst
from socketlab.errors import ExitCode
from socketlab.events import Began, Cleaned, Interrupted, Troubled
from socketlab.judging.evidence import RecordedEvidence
from socketlab.judging.judge import CheckResult
from socketlab.judging.record import Record
from socketlab.record.evidence import Evidence

SCHEMA = 1
"""Version of the shape; goes up when a reader of the old one would misread the new."""

Outcome = Literal["pass", "fail", "inconclusive", "interrupted"]

_OUTCOMES: dict[Verdict, Outcome] = {
    Verdict.PASS: "pass",
    Verdict.FAIL: "fail",
    Verdict.UNKNOWN: "inconclusive",
}

_EXIT_CODES: dict[Outcome, ExitCode] = {
    "pass": ExitCode.PASS,
    "fail": ExitCode.FAIL,
    "inconclusive": ExitCode.LAB_ERROR,
    "interrupted": ExitCode.INTERRUPTED,
}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MeasureReport(_Model):
    """A number that a check read from the evidence, in seconds (``s``), bytes (``B``) or a plain count."""

    name: str
    value: float | int
    unit: str = ""
    host: str = ""


class CheckReport(_Model):
    """One check's answer; ``place`` is ``file:line:column`` in the scenario, or ``implied``."""

    number: int
    name: str
    kind: str
    place: str
    verdict: Verdict
    expected: str
    seen: str
    measures: tuple[MeasureReport, ...] = ()
    evidence: tuple[str, ...]


class FleetReport(_Model):
    """A fleet's measurements; times in seconds, ``null`` where the evidence does not tell.

    Args:
        clients: How many there were.
        ended: How many ended by themselves.
        start_skew_s: From the first to the last connect.
        elapsed_s: From the first release to the last end.
        client_elapsed_s: Each client's time, in the order of its index.
        client_waiting_s: Each client's time from its call to its first answer, where it keeps a journal.
    """

    clients: int
    ended: int
    start_skew_s: float | None
    elapsed_s: float | None
    client_elapsed_s: tuple[float | None, ...]
    client_waiting_s: tuple[float | None, ...] = ()


class Result(_Model):
    """A run's result."""

    result_schema: int = SCHEMA
    run: str
    scenario: str
    cell: dict[str, str]
    seed: int
    runtime: str
    began: str
    elapsed_s: float
    outcome: Outcome
    exit_code: int
    trouble: str = ""
    left: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fleets: dict[str, FleetReport]
    checks: tuple[CheckReport, ...]
    folder: str

    @property
    def label(self) -> str:
        """``parallel-echo [server=fork-server]``."""
        cell = ", ".join(f"{name}={value}" for name, value in self.cell.items())
        return f"{self.scenario} [{cell}]" if cell else self.scenario


def make_result(record: Record, checks: tuple[CheckResult, ...], *, folder: str) -> Result:
    """Put a run's record and its checks' answers together."""
    plan, evidence = record.plan, RecordedEvidence(record)
    troubles = [event.message for event in record.events if isinstance(event, Troubled)]
    outcome = _outcome(record, checks, troubles)
    return Result(
        run=plan.run,
        scenario=plan.scenario,
        cell=plan.cell,
        seed=plan.seed,
        runtime=plan.runtime,
        began=next((event.wall for event in record.events if isinstance(event, Began)), ""),
        elapsed_s=round(record.events[-1].at_s, 6) if record.events else 0.0,
        outcome=outcome,
        exit_code=int(_EXIT_CODES[outcome]),
        trouble="; ".join(troubles),
        left=next((event.left for event in record.events if isinstance(event, Cleaned)), ()),
        notes=plan.notes,
        fleets={name: _fleet(evidence, name) for name in dict.fromkeys(c.fleet for c in plan.clients)},
        checks=tuple(_check(check) for check in checks),
        folder=folder,
    )


def _outcome(record: Record, checks: tuple[CheckResult, ...], troubles: list[str]) -> Outcome:
    """The lab's trouble outranks what the checks say of a run that it spoiled."""
    if any(isinstance(event, Interrupted) for event in record.events):
        return "interrupted"
    if troubles:
        return "inconclusive"
    return _OUTCOMES[worst(check.answer.verdict for check in checks)]


def _check(check: CheckResult) -> CheckReport:
    return CheckReport(
        number=check.number,
        name=check.name,
        kind=check.kind,
        place=check.place,
        verdict=check.answer.verdict,
        expected=check.answer.expected,
        seen=check.answer.seen,
        measures=tuple(_measure(measure) for measure in check.answer.measures),
        evidence=check.answer.evidence,
    )


def _measure(measure: Measure) -> MeasureReport:
    value = round(measure.value, 6)
    return MeasureReport(name=measure.name, value=value, unit=measure.unit, host=measure.host)


def _fleet(evidence: Evidence, name: str) -> FleetReport:
    clients = evidence.fleet(name)
    exits = [evidence.trace(client.host.name).exited for client in clients]
    in_order = sorted(clients, key=lambda client: client.index)
    return FleetReport(
        clients=len(clients),
        ended=sum(end is not None and not end.stopped for end in exits),
        start_skew_s=_rounded(evidence.skew_s(clients)),
        elapsed_s=_rounded(evidence.span_s(clients)),
        client_elapsed_s=tuple(_rounded(evidence.elapsed_s(client)) for client in in_order),
        client_waiting_s=tuple(_rounded(evidence.waiting_s(client)) for client in in_order),
    )


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 6)
