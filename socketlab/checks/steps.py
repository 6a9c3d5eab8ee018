"""Whether what was to go wrong did go wrong."""

from __future__ import annotations

from socketlab.checks.clients import unknown
from socketlab.checks.evidence import Evidence
from socketlab.checks.verdict import Answer, Verdict
from socketlab.events import FaultDone
from socketlab.record.layout import EVENTS


def judge_timeline(evidence: Evidence) -> Answer:
    """Every step came; a run whose faults did not strike shows nothing of how the program takes them."""
    steps = evidence.plan.timeline
    expected = f"{len(steps)} steps played"
    done = [event for event in evidence.record.events if isinstance(event, FaultDone)]
    for step in steps:
        own = [event for event in done if event.step == step.number]
        if not own:
            return unknown(expected, f'step {step.number} ("{step.name}") never came')
        trouble = next((event.trouble for event in own if event.trouble), "")
        if trouble:
            return unknown(expected, f'step {step.number} ("{step.name}"): {trouble}')
    return Answer(verdict=Verdict.PASS, expected=expected, seen=f"all {len(steps)}", evidence=(EVENTS,))
