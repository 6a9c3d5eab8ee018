"""``result.json``: the verdict of a run, its checks and its measurements, in a versioned shape."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from socketlab.checks.api import Level, Measure, Verdict, worst
from socketlab.events import Began, Cleaned, Interrupted, Killed, StartFailed, Troubled
from socketlab.judging.evidence import RecordedEvidence
from socketlab.judging.judge import CheckResult
from socketlab.judging.record import Record
from socketlab.language.wording import run_label
from socketlab.record.evidence import Evidence
from socketlab.record.logs import LogFull
from socketlab.report.outcomes import OUTCOMES, Outcome, outcome_of

SCHEMA = 1
"""Version of the shape; goes up when a reader of the old one would misread the new."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MeasureReport(_Model):
    """A number that a check read from the evidence.

    Args:
        name: What was measured.
        value: The number.
        unit: ``s`` for seconds, ``B`` for bytes, ``bit/s`` for a rate, empty for a count or a status.
        host: The host; empty for a fleet or the run.
        error: How far the value may be from the truth: the engine's clock is coarse.
    """

    name: str
    value: float | int
    unit: str = ""
    host: str = ""
    error: float = 0.0


class CheckReport(_Model):
    """One check's answer.

    Args:
        number: Its number, from 1; implied checks follow the written ones.
        name: The name in the scenario, otherwise its expectation in words.
        kind: The kind of check.
        place: ``file:line:column`` in the scenario, or ``implied``.
        verdict: The answer.
        expected: What had to hold.
        seen: What the evidence shows.
        level: ``warning`` where the outcome does not depend on it.
        measures: The numbers behind it.
        evidence: Files that show it, relative to the run's folder.
    """

    number: int
    name: str
    kind: str
    place: str
    verdict: Verdict
    expected: str
    seen: str
    level: Level = "error"
    measures: tuple[MeasureReport, ...] = ()
    evidence: tuple[str, ...]


class FleetReport(_Model):
    """A fleet's measurements; times in seconds, ``null`` where the evidence does not show them.

    Args:
        clients: How many there were.
        ended: How many ended by themselves.
        start_skew_s: From the first to the last connect; without journals as `release_skew_s`, and without
            gates from the first to the last start of a container.
        release_skew_s: From the first to the last release by a gate. The rest of `start_skew_s` is the time
            that programs need from their start to their first call.
        elapsed_s: From the first release to the last end.
        client_elapsed_s: Each client's time, from its release to its program's end, in order of index.
        client_container_s: The time until the run learned that its container had ended, which may outlive the
            program.
        client_waiting_s: Each client's time from its call to its first answer, where it keeps a journal.
    """

    clients: int
    ended: int
    start_skew_s: float | None
    elapsed_s: float | None
    client_elapsed_s: tuple[float | None, ...]
    client_container_s: tuple[float | None, ...] = ()
    client_waiting_s: tuple[float | None, ...] = ()
    release_skew_s: float | None = None


class KilledReport(_Model):
    """A host that did not end by its stop signal, and was killed when its grace period was over.

    Args:
        host: Its name.
        signal: The signal's name without ``SIG``.
        after_s: The grace period, in seconds.
    """

    host: str
    signal: str
    after_s: float


class FullLog(_Model):
    """A log that was as long as it may be before its host had written all.

    Args:
        host: Whose log.
        stream: ``stdout`` or ``stderr``.
        kept_bytes: Its length.
    """

    host: str
    stream: str
    kept_bytes: int


class Result(_Model):
    """The outcome of a run, its checks and its measurements.

    Args:
        result_schema: The version of this shape.
        run: The run's id.
        scenario: The scenario's name.
        cell: The matrix combination.
        seed: What every random choice followed from.
        runtime: What it was played on.
        began: When, in UTC (ISO 8601).
        elapsed_s: From its beginning to the last event, in seconds.
        outcome: The worst verdict of its checks, but for warnings, unless a lab error or an interruption
            ended the run.
        exit_code: What the program exits with for this outcome.
        trouble: The lab errors.
        killed: The hosts that did not end by their stop signal.
        full_logs: The logs that do not have all that was written.
        left: What could not be removed.
        notes: What the user should know about how it was played.
        fleets: Each fleet's measurements, by its name.
        checks: Each check's answer, in order.
        folder: Where its evidence is.
    """

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
    killed: tuple[KilledReport, ...] = ()
    full_logs: tuple[FullLog, ...] = ()
    left: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fleets: dict[str, FleetReport]
    checks: tuple[CheckReport, ...]
    folder: str

    @property
    def label(self) -> str:
        """``parallel-echo [server=fork-server]``."""
        return run_label(self.scenario, self.cell)


def make_result(record: Record, checks: tuple[CheckResult, ...], *, folder: str) -> Result:
    """Put a run's record and its checks' answers together."""
    plan, evidence = record.plan, RecordedEvidence(record)
    troubles = [event.message for event in record.events if isinstance(event, Troubled)]
    not_started = [event.message for event in record.events if isinstance(event, StartFailed)]
    if not_started:
        more = f" (and {len(not_started) - 1} more)" if len(not_started) > 1 else ""
        troubles.insert(0, not_started[0] + more)
    outcome = outcome_of(
        worst(check.answer.verdict for check in checks if check.level == "error"),
        interrupted=any(isinstance(event, Interrupted) for event in record.events),
        lab_error=bool(troubles),
    )
    return Result(
        run=plan.run,
        scenario=plan.scenario,
        cell=plan.cell,
        seed=plan.seed,
        runtime=plan.runtime,
        began=next((event.wall for event in record.events if isinstance(event, Began)), ""),
        elapsed_s=round(record.events[-1].at_s, 6) if record.events else 0.0,
        outcome=outcome,
        exit_code=int(OUTCOMES[outcome]),
        trouble="; ".join(dict.fromkeys(troubles)),
        killed=tuple(
            KilledReport(host=event.host, signal=event.signal, after_s=event.after_s)
            for event in record.events
            if isinstance(event, Killed)
        ),
        full_logs=tuple(
            FullLog(host=event.host, stream=event.stream, kept_bytes=event.kept)
            for event in record.events
            if isinstance(event, LogFull)
        ),
        left=next((event.left for event in record.events if isinstance(event, Cleaned)), ()),
        notes=plan.notes,
        fleets={name: _fleet(evidence, name) for name in dict.fromkeys(c.fleet for c in plan.clients)},
        checks=tuple(_check(check) for check in checks),
        folder=folder.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"),
    )


def _check(check: CheckResult) -> CheckReport:
    return CheckReport(
        number=check.number,
        name=check.name,
        kind=check.kind,
        place=check.place,
        verdict=check.answer.verdict,
        expected=check.answer.expected,
        seen=check.answer.seen,
        level=check.level,
        measures=tuple(_measure(measure) for measure in check.answer.measures),
        evidence=check.answer.evidence,
    )


def _measure(measure: Measure) -> MeasureReport:
    value = round(measure.value, 6)
    return MeasureReport(
        name=measure.name, value=value, unit=measure.unit, host=measure.host, error=measure.error
    )


def _fleet(evidence: Evidence, name: str) -> FleetReport:
    clients = evidence.fleet(name)
    exits = [evidence.trace(client.host.name).exited for client in clients]
    in_order = sorted(clients, key=lambda client: client.index)
    return FleetReport(
        clients=len(clients),
        ended=sum(end is not None and not end.stopped for end in exits),
        start_skew_s=_rounded(evidence.skew_s(clients)),
        release_skew_s=_rounded(evidence.release_skew_s(clients)),
        elapsed_s=_rounded(evidence.span_s(clients)),
        client_elapsed_s=tuple(_rounded(evidence.elapsed_s(client)) for client in in_order),
        client_container_s=tuple(_rounded(evidence.container_s(client)) for client in in_order),
        client_waiting_s=tuple(_rounded(evidence.waiting_s(client)) for client in in_order),
    )


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 6)
