"""Whether every planned step of the timeline was played; implied by a timeline."""

from __future__ import annotations

from typing import ClassVar, Literal

from typing_extensions import override

from socketlab.checks.api import Answer, Check, Measure, Verdict, unknown
from socketlab.language.figures import counted
from socketlab.record.evidence import Evidence
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
        for step in steps:
            own = [event for event in evidence.faults if event.step == step.number]
            if not own:
                return unknown(expected, f'step {step.number} ("{step.name}") was never due')
            trouble = next((event.trouble for event in own if event.trouble), "")
            if trouble:
                return unknown(expected, f'step {step.number} ("{step.name}"): {trouble}')
        return Answer(
            verdict=Verdict.PASS,
            expected=expected,
            seen=f"all {len(steps)}",
            measures=(Measure("steps", len(steps)),),
            evidence=(EVENTS,),
        )
