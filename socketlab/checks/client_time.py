"""How long each client takes."""

from __future__ import annotations

from typing import ClassVar, Literal

from typing_extensions import override

from socketlab.checks.api import NO_CLIENTS, Answer, Measure, Verdict, of_fleet
from socketlab.checks.times import TimeLimits, time_range
from socketlab.record.evidence import Evidence


class ClientTime(TimeLimits):
    """Every client's time, from its own release to its end, lies within the limits."""

    summary: ClassVar = "each client's time from its release to its end"
    example: ClassVar = "client_time: {fleet: clients, at_least: 1s}"

    kind: Literal["client_time"] = "client_time"

    @property
    @override
    def title(self) -> str:
        return f"{of_fleet('every client', self.fleet)} takes {self.wording}"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        clients = evidence.fleet(self.fleet)
        times = [(client.host.name, evidence.elapsed_s(client)) for client in clients]
        known = sorted((time, name) for name, time in times if time is not None)
        measures = [Measure("elapsed", time, "s", name) for time, name in known]
        if known and not (self.holds(known[0][0]) and self.holds(known[-1][0])):
            return self.missed(
                (time for time, _ in known), time_range(known), measures, evidence.late_s(self.fleet)
            )
        late = self.too_late(clients, evidence)
        if late is not None:
            return late
        if not known or len(known) < len(clients):
            missing = next((f"the times of {name} are not known" for name, time in times if time is None), "")
            return self.unknown(evidence, missing or NO_CLIENTS)
        return self.timed(Verdict.PASS, time_range(known), measures)
