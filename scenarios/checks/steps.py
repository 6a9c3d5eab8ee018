"""Whether what was to go wrong did go wrong."""

from __future__ import annotations

from scenarios.checks.clients import unknown
from scenarios.checks.evidence import Evidence
from scenarios.checks.verdict import Answer, Verdict
from scenarios.events import FaultDone
from scenarios.record import EVENTS


def judge_timeline(evidence: Evidence) -> Answer:
    """Every step came; a run whose faults did not strike shows nothing of how the program takes them."""
    steps = evidence.plan.timeline
    expected = f"{len(steps)} steps played"
    done = {event.step: event for event in evidence.record.events if isinstance(event, FaultDone)}
    for step in steps:
        event = done.get(step.number)
        if event is None:
            return unknown(expected, f'step {step.number} ("{step.name}") never came')
        if event.trouble:
            return unknown(expected, f'step {step.number} ("{step.name}"): {event.trouble}')
    return Answer(verdict=Verdict.PASS, expected=expected, seen=f"all {len(steps)}", evidence=(EVENTS,))
