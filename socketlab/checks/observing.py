"""The family of checks that observe a host at a moment: an observation may come late."""

from __future__ import annotations

from dataclasses import replace

from socketlab.checks.api import Answer, Verdict
from socketlab.checks.times import lateness
from socketlab.language.moments import Moment
from socketlab.record.evidence import Evidence

TOLERATED_S = 0.2
"""How late an observation, or what it is about, may be without a doubt about what it shows. Observing a host
takes half of that on a quiet machine."""


def unless_late(answer: Answer, evidence: Evidence, *, at: Moment, observed_s: float) -> Answer:
    """An observation's answer; a failure is unknown if the observation came late, or the run's clients did.

    Args:
        answer: What the observation shows.
        evidence: The run's.
        at: When it was due; at the start and at the end no time counts.
        observed_s: When it was made, in seconds since the run began.
    """
    if answer.verdict is not Verdict.FAIL or isinstance(at, str) or evidence.released is None:
        return answer
    late_s = max(observed_s - evidence.released.at_s - at, evidence.late_s())
    if late_s <= TOLERATED_S:
        return answer
    return replace(answer, verdict=Verdict.UNKNOWN, seen=f"{answer.seen}; {lateness(late_s)}")
