"""Whether every planned fault was injected."""

from __future__ import annotations

from collections import Counter

from socketlab.checks.clients import unknown
from socketlab.checks.evidence import Evidence
from socketlab.checks.verdict import Answer, Verdict
from socketlab.events import FaultDone
from socketlab.plan.model import StepPlan
from socketlab.record.layout import EVENTS


def judge_timeline(evidence: Evidence) -> Answer:
    """Every step came, on all its targets and as often as planned: otherwise the run shows nothing."""
    steps = evidence.plan.timeline
    expected = f"{len(steps)} steps played"
    done = [event for event in evidence.record.events if isinstance(event, FaultDone)]
    for step in steps:
        problem = _problem(step, [event for event in done if event.step == step.number])
        if problem:
            return unknown(expected, f'step {step.number} ("{step.name}"){problem}')
    return Answer(verdict=Verdict.PASS, expected=expected, seen=f"all {len(steps)}", evidence=(EVENTS,))


def _problem(step: StepPlan, done: list[FaultDone]) -> str:
    if not done:
        return " never came"
    trouble = next((event.trouble for event in done if event.trouble), "")
    if trouble:
        return f": {trouble}"
    times = Counter(event.host for event in done if not event.undone)
    missed = [name for name in step.targets if not times[name]]
    if missed:
        return f" never came to {missed[0]}"
    fewest = min(times[name] for name in step.targets)
    return f" came {fewest} of {step.trigger.times} times" if fewest < step.trigger.times else ""
