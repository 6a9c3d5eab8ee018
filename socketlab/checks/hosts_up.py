"""Whether the hosts stay up; implied by every run."""

from __future__ import annotations

from typing import ClassVar, Literal

from typing_extensions import override

from socketlab.checks.api import Answer, Check, Measure, Verdict, unknown
from socketlab.events import Exited
from socketlab.language.figures import counted
from socketlab.record.evidence import Evidence


class HostsUp(Check):
    """No host ends unless the run stops it."""

    summary: ClassVar = "no host ends by itself"

    kind: Literal["hosts_up"] = "hosts_up"

    @property
    @override
    def title(self) -> str:
        return "hosts stay up"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        expected = "no host ends by itself"
        traces = [(host.name, evidence.trace(host.name)) for host in evidence.hosts]
        failed = next(((name, trace.start_error) for name, trace in traces if trace.start_error), None)
        if failed is not None:
            return unknown(expected, f"{failed[0]} could not be started: {failed[1]}")
        for host in evidence.hosts:
            match evidence.trace(host.name).exited:
                case Exited(stopped=False) as end if (
                    end.out_of_memory or end.code is None or end.code != host.exits
                ):
                    last = _last_line(evidence, host.name)
                    wrote = f"its last line: {last}" if last else "it wrote nothing"
                    code = () if end.code is None else (Measure("exit_status", end.code, host=host.name),)
                    return Answer(
                        verdict=Verdict.FAIL,
                        expected=expected,
                        seen=f"{host.name} {_how(end)}, {wrote}",
                        measures=code,
                        evidence=evidence.logs(host.name, "stderr", "stdout"),
                    )
        if evidence.released is None:
            return unknown(expected, "the run ended before the fleets were released")
        unseen = [host.name for host in evidence.hosts if not evidence.trace(host.name).started]
        if unseen or not evidence.hosts:
            why = f"no start of {unseen[0]} is recorded" if unseen else "the run has no hosts"
            return unknown(expected, why)
        done = [host.name for host in evidence.hosts if _ended(evidence, host.name)]
        total = len(evidence.hosts) - len(done)
        return Answer(
            verdict=Verdict.PASS,
            expected=expected,
            seen=f"{counted(total, 'host', 'hosts')} stayed up" if not done else _with_done(total, done),
            measures=(Measure("hosts_up", total),),
        )


def _ended(evidence: Evidence, host: str) -> bool:
    end = evidence.trace(host).exited
    return end is not None and not end.stopped


def _with_done(up: int, done: list[str]) -> str:
    return f"{counted(up, 'host', 'hosts')} stayed up; ended as expected: {', '.join(done)}"


def _how(end: Exited) -> str:
    if end.out_of_memory:
        return "ran out of memory"
    return "ended" if end.code is None else f"exited {end.code}"


def _last_line(evidence: Evidence, host: str) -> str:
    return evidence.last_line(host, "stderr") or evidence.last_line(host, "stdout")
