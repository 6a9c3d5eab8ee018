"""How hosts fared: whether they stayed up, and what their process tables show."""

from __future__ import annotations

from collections.abc import Callable

from socketlab.checks.clients import unknown
from socketlab.checks.evidence import Evidence
from socketlab.checks.verdict import Answer, Verdict, holds
from socketlab.events import Exited, ProcessRow
from socketlab.record.layout import EVENTS
from socketlab.spec.check_hosts import Descriptors, Processes, Threads, Zombies

_RowCount = Callable[[ProcessRow], int]

ZOMBIE = "Z"
"""The state of a process that is dead and not waited for. Source: proc(5), /proc/[pid]/stat."""


def judge_hosts_up(evidence: Evidence) -> Answer:
    """No host ended unless the run told it to."""
    expected = "no host ends by itself"
    for host in evidence.plan.hosts:
        match evidence.trace(host.name).exited:
            case Exited(stopped=False, code=code, out_of_memory=oom):
                how = "ran out of memory" if oom else f"exited {code}" if code is not None else "ended"
                last = _last_line(evidence, host.name)
                return Answer(
                    verdict=Verdict.FAIL,
                    expected=expected,
                    seen=f"{host.name} {how}"
                    + (f", its last line: {last}" if last else ", it wrote nothing"),
                    evidence=evidence.logs(host.name, "stderr", "stdout"),
                )
    if evidence.released is None:
        seen = "the run ended before the fleets were released"
        return unknown(expected, seen)
    return Answer(verdict=Verdict.PASS, expected=expected, seen=f"{len(evidence.plan.hosts)} stayed up")


def judge_processes(check: Processes, evidence: Evidence) -> Answer:
    """The number of processes on a host at a moment."""
    return _count_rows(check, check.count.of("process", "processes"), evidence, lambda _row: True)


def judge_threads(check: Threads, evidence: Evidence) -> Answer:
    """The number of threads of a host's first process at a moment."""
    expected = check.count.of("thread", "threads")
    return _count_rows(check, expected, evidence, lambda row: row.threads if row.pid == 1 else 0)


def judge_descriptors(check: Descriptors, evidence: Evidence) -> Answer:
    """The number of open file descriptors of a host's first process at a moment."""
    expected = check.count.of("descriptor", "descriptors")
    table = evidence.table(check.host, str(check.at))
    first = next((row for row in (table.rows if table else None) or () if row.pid == 1), None)
    if first is not None and first.descriptors is None:
        return unknown(expected, "they may not be counted: the first process is another user's")
    return _count_rows(check, expected, evidence, lambda row: (row.descriptors or 0) if row.pid == 1 else 0)


def judge_zombies(check: Zombies, evidence: Evidence) -> Answer:
    """The number of zombies on a host at a moment."""
    expected = check.count.of("zombie", "zombies")
    return _count_rows(check, expected, evidence, lambda row: row.state == ZOMBIE)


def _count_rows(
    check: Processes | Threads | Zombies | Descriptors, expected: str, evidence: Evidence, counts: _RowCount
) -> Answer:
    table = evidence.table(check.host, str(check.at))
    if table is None or table.rows is None:
        seen = "nobody looked: the run did not come to that moment" if table is None else table.trouble
        return unknown(expected, seen)
    number = sum(counts(row) for row in table.rows)
    return Answer(
        verdict=holds(check.count.holds(number)), expected=expected, seen=str(number), evidence=(EVENTS,)
    )


def _last_line(evidence: Evidence, host: str) -> str:
    for stream in ("stderr", "stdout"):
        lines = [line for line in evidence.record.output(host, stream).splitlines() if line.strip()]
        if lines:
            return lines[-1].strip()
    return ""
