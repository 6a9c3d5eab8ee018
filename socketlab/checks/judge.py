"""Every check of a plan, asked of its record."""

from __future__ import annotations

from typing import assert_never

from socketlab.checks.clients import judge_exit_status
from socketlab.checks.counters import judge_counter
from socketlab.checks.echo import judge_echo
from socketlab.checks.evidence import Evidence
from socketlab.checks.files import judge_file, judge_same_file
from socketlab.checks.hosts import (
    judge_descriptors,
    judge_hosts_up,
    judge_processes,
    judge_threads,
    judge_zombies,
)
from socketlab.checks.interleaving import judge_interleaving
from socketlab.checks.steps import judge_timeline
from socketlab.checks.texts import judge_log, judge_output
from socketlab.checks.times import judge_client_time, judge_fleet_time, judge_skew, judge_waiting_time
from socketlab.checks.verdict import Answer, CheckResult
from socketlab.judging.record import Record
from socketlab.spec.check_files import File, SameFile
from socketlab.spec.check_hosts import Counter, Descriptors, Processes, Threads, Zombies
from socketlab.spec.check_times import ClientTime, FleetTime, StartSkew, WaitingTime
from socketlab.spec.checks import CheckSpec, Echo, ExitStatus, Interleaving, Log, Output, TimelinePlayed


def judge(record: Record) -> tuple[CheckResult, ...]:
    """Answer every check of the record's plan."""
    evidence = Evidence(record)
    return tuple(
        CheckResult(
            number=check.number,
            name=check.name,
            kind="hosts_up" if check.spec is None else check.spec.kind,
            place=check.place,
            answer=judge_hosts_up(evidence) if check.spec is None else answer(check.spec, evidence),
        )
        for check in record.plan.checks
    )


def answer(check: CheckSpec, evidence: Evidence) -> Answer:  # noqa: C901, PLR0911, PLR0912 - one line per kind
    """Answer one check."""
    match check:
        case ExitStatus():
            return judge_exit_status(check, evidence)
        case Output():
            return judge_output(check, evidence)
        case Log():
            return judge_log(check, evidence)
        case ClientTime():
            return judge_client_time(check, evidence)
        case FleetTime():
            return judge_fleet_time(check, evidence)
        case StartSkew():
            return judge_skew(check, evidence)
        case Echo():
            return judge_echo(check, evidence)
        case Processes():
            return judge_processes(check, evidence)
        case TimelinePlayed():
            return judge_timeline(evidence)
        case Threads():
            return judge_threads(check, evidence)
        case Zombies():
            return judge_zombies(check, evidence)
        case Descriptors():
            return judge_descriptors(check, evidence)
        case Counter():
            return judge_counter(check, evidence)
        case WaitingTime():
            return judge_waiting_time(check, evidence)
        case Interleaving():
            return judge_interleaving(check, evidence)
        case SameFile():
            return judge_same_file(check, evidence)
        case File():
            return judge_file(check, evidence)
        case _:
            assert_never(check)
