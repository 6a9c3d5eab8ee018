"""How long a whole fleet takes."""

from __future__ import annotations

from typing import ClassVar, Literal

from typing_extensions import override

from socketlab.checks.api import Answer, Measure
from socketlab.checks.times import TimeLimits, unmeasured
from socketlab.language.figures import seconds
from socketlab.record.evidence import Evidence


class FleetTime(TimeLimits):
    """The time from a fleet's first release to its last client's end lies within the limits."""

    summary: ClassVar = "a fleet's time from its first release to its last client's end"
    example: ClassVar = "fleet_time: {fleet: clients, at_most: 20s}"

    kind: Literal["fleet_time"] = "fleet_time"

    @property
    @override
    def title(self) -> str:
        return f"the fleet {self.fleet} takes {self.wording}"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        clients = evidence.fleet(self.fleet)
        late = self.too_late(clients, evidence)
        if late is not None:
            return late
        span = evidence.span_s(clients)
        if span is None:
            why = unmeasured(clients, evidence, otherwise="the times of some clients are not known")
            return self.unknown(evidence, why)
        error_s = evidence.elapsed_error_s(clients)
        measures = [Measure("elapsed", span, "s", error=error_s)]
        late_s = evidence.late_s(self.fleet)
        return self.decided([span], seconds(span), measures, late_s=late_s, error_s=error_s)
