"""Whether every planned step of the timeline was played; implied by a timeline."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar, Literal

from typing_extensions import override

from socketlab.checks.api import Answer, Check, Measure, Verdict, unknown
from socketlab.events import FaultDone
from socketlab.language.figures import counted, share
from socketlab.record.evidence import Evidence, Step
from socketlab.record.layout import EVENTS


class TimelinePlayed(Check):
    """Every step was played: a run whose faults were not injected shows nothing about the program."""

    summary: ClassVar = "every step of the timeline is played"

    kind: Literal["timeline_played"] = "timeline_played"

    @property
    @override
    def title(self) -> str:
        return "every step of the timeline is played"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        steps = evidence.steps
        expected = f"{counted(len(steps), 'step', 'steps')} played"
        if not steps:
            return unknown(expected, "the timeline has no steps")
        done: dict[int, list[FaultDone]] = {}
        for event in evidence.faults:
            done.setdefault(event.step, []).append(event)
        for step in steps:
            problem = _problem(step, done.get(step.number, []))
            if problem:
                return unknown(expected, f'step {step.number} ("{step.name}"){problem}')
        return Answer(
            verdict=Verdict.PASS,
            expected=expected,
            seen=share(len(steps), len(steps), "step", "steps"),
            measures=(Measure("steps", len(steps)),),
            evidence=(EVENTS,),
        )


def _problem(step: Step, done: list[FaultDone]) -> str:
    """Why a step was not played as planned; empty if it was."""
    if not done:
        return " was never due"
    trouble = next((event.trouble for event in done if event.trouble), "")
    if trouble:
        return f": {trouble}"
    times = Counter(event.host for event in done if not event.undone)
    targets = step.targets or ("",)  # a fault on paths has no host
    missed = [name for name in targets if name and not times[name]]
    if missed:
        return f" never came to {missed[0]}"
    fewest = min(times[name] for name in targets)
    return f" came {fewest} of {step.times} times" if fewest < step.times else ""
