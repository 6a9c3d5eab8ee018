"""How long after a fault clients get replies again."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from socketlab.checks.api import Answer, Measure, Verdict, of_fleet
from socketlab.checks.exchanges import Talk, all_of, gap_in, talks_of
from socketlab.checks.times import TimeLimits
from socketlab.language.figures import rough_seconds, seconds
from socketlab.language.names import StepName
from socketlab.language.variables import finish
from socketlab.record.evidence import Evidence
from socketlab.record.spans import spans_of


class RecoveryTime(TimeLimits):
    """The time from the end of a fault to the first reply that a fleet receives lies within the limits.

    A fault ends when the run begins to undo it; one that is not undone, such as a signal, ends as it is
    injected. Where a step comes several times, or to several hosts, the slowest recovery counts. Clients that
    had ended before the fault did are left out. The clients must keep a journal, and are believed in what
    they report of themselves.
    """

    summary: ClassVar = "the time from the end of a fault to the first reply"
    example: ClassVar = "recovery_time: {fleet: clients, after: blink, at_most: 20s}"

    needs_journal: ClassVar = True

    kind: Literal["recovery_time"] = "recovery_time"
    after: StepName = Field(description="the name of a step of the timeline")
    of: Literal["fleet", "each"] = Field(
        default="fleet", description="the first reply to any client of the fleet, or the first to each client"
    )

    @property
    @override
    def title(self) -> str:
        whose = of_fleet("every client", self.fleet) if self.of == "each" else f"the fleet {self.fleet}"
        return f"{whose} gets a reply {self.wording} after {self.after}"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        talks = talks_of(evidence, self.fleet)
        spans = spans_of(evidence.faults, finish(self.after, evidence.variables))
        ends = [evidence.clock_at(span.over_s) for span in spans]
        if not ends or None in ends:
            why = "the clock of the clients is not known" if ends else f"{self.after} was not played"
            return self.unknown(evidence, why)
        gap = gap_in(talks)
        if gap:
            return self.unknown(evidence, gap)
        groups = [(talk,) for talk in talks] if self.of == "each" else [talks]
        found = [(group, end) for end in ends if end is not None for group in groups if _heard(group, end)]
        if not found:
            return self.unknown(evidence, f"all clients had ended before {self.after} did")
        waits = [_recovery(group, end) for group, end in found]
        return self._answer([wait for wait in waits if wait[0]], [s for ok, s in waits if not ok], evidence)

    def _answer(self, known: list[tuple[bool, float]], vain: list[float], evidence: Evidence) -> Answer:
        """The answer for the recoveries, and for the times in which a client waited in vain."""
        times = [time for _, time in known]
        measures = [Measure("recovery", max(times), "s")] if times else []
        late_s = evidence.late_s(self.fleet)
        longest = max(vain, default=None)
        if longest is None:
            return self.decided(times, seconds(max(times)), measures, late_s=late_s)
        is_missed = self.at_most is not None and longest - late_s > self.at_most
        seen = f"no reply in {rough_seconds(longest)}"
        return self.timed(Verdict.FAIL if is_missed else Verdict.UNKNOWN, seen, measures)


def _heard(talks: tuple[Talk, ...], end: float) -> bool:
    """Whether any of the clients still listened when a fault ended."""
    return any(talk.ended_at is None or talk.ended_at > end for talk in talks)


def _recovery(talks: tuple[Talk, ...], end: float) -> tuple[bool, float]:
    """Whether a reply came after a fault, and how long after; otherwise how long none came."""
    replies = [each.replied_at for each in all_of(talks) if each.replied_at is not None]
    after = [replied_at for replied_at in replies if replied_at >= end]
    if after:
        return True, min(after) - end
    return False, max((talk.ended_at - end for talk in talks if talk.ended_at is not None), default=0.0)
