"""How far apart the clients of a fleet start."""

from __future__ import annotations

from typing import ClassVar, Literal

from typing_extensions import override

from socketlab.checks.api import Answer, Measure, of_fleet
from socketlab.checks.times import TimeLimits, unmeasured
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
        clients = evidence.fleet(self.fleet)
        skew = evidence.skew_s(clients)
        if skew is None:
            why = unmeasured(clients, evidence, otherwise="the starts of some clients are not known")
            return self.unknown(evidence, why)
        error_s = evidence.skew_error_s(clients)
        measures = [Measure("start_skew", skew, "s", error=error_s)]
        late_s = evidence.late_s(self.fleet)
        return self.decided([skew], milliseconds(skew), measures, late_s=late_s, error_s=error_s)
