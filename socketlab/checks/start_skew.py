"""How far apart the clients of a fleet start."""

from __future__ import annotations

from typing import ClassVar, Literal

from typing_extensions import override

from socketlab.checks.api import Answer, Measure, Verdict, of_fleet
from socketlab.checks.times import TimeLimits
from socketlab.language.figures import milliseconds
from socketlab.record.evidence import Evidence


class StartSkew(TimeLimits):
    """The time between a fleet's first and last connect, less planned delays, lies within the limits."""

    summary: ClassVar = "the time between a fleet's first and last connect"
    example: ClassVar = "start_skew: {fleet: clients, at_most: 2s}"

    lateness_shortens: ClassVar = True

    kind: Literal["start_skew"] = "start_skew"

    @property
    @override
    def title(self) -> str:
        return f"{of_fleet('clients', self.fleet)} start {self.wording} apart"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        skew = evidence.skew_s(evidence.fleet(self.fleet))
        if skew is None:
            return self.unknown(evidence, "the starts of some clients are not known")
        measures = [Measure("start_skew", skew, "s")]
        if not self.holds(skew):
            return self.missed([skew], milliseconds(skew), measures, evidence.late_s(self.fleet))
        return self.timed(Verdict.PASS, milliseconds(skew), measures)
