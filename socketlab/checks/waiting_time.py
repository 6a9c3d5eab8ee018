"""How long clients wait for their first reply."""

from __future__ import annotations

import statistics
from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from socketlab.checks.api import Answer, Measure, Verdict, of_fleet
from socketlab.checks.times import TimeLimits, time_range
from socketlab.record.evidence import Evidence


class WaitingTime(TimeLimits):
    """The time from a client's connect call to its first reply lies within the limits.

    The clients must keep a journal, and are believed in what they report of themselves.
    """

    summary: ClassVar = "clients' times from their connect call to their first reply"
    example: ClassVar = "waiting_time: {fleet: clients, of: slowest, at_most: 20s}"

    lateness_shortens: ClassVar = True
    needs_journal: ClassVar = True

    kind: Literal["waiting_time"] = "waiting_time"
    of: Literal["each", "fastest", "median", "slowest"] = Field(
        default="each", description="each client, or the one in that place when all are sorted by time"
    )

    @property
    @override
    def title(self) -> str:
        whose = "every" if self.of == "each" else f"the {self.of}"
        return f"{of_fleet(f'{whose} client', self.fleet)} waits {self.wording} for its first reply"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        clients = evidence.fleet(self.fleet)
        waits = [(client.host.name, evidence.waiting_s(client)) for client in clients]
        known = sorted((wait, name) for name, wait in waits if wait is not None)
        measures = [Measure("waiting", wait, "s", name) for wait, name in known]
        each_holds = all(self.holds(wait) for wait, _ in known)
        if self.of == "each" and known and not each_holds:
            return self.missed(
                (wait for wait, _ in known), time_range(known), measures, evidence.late_s(self.fleet)
            )
        if not known or len(known) < len(clients):
            missing = next((name for name, wait in waits if wait is None), self.fleet)
            return self.unknown(evidence, f"the journal of {missing} has no reply")
        one = {
            "each": known[-1][0],  # all of them hold, as asked above
            "fastest": known[0][0],
            "slowest": known[-1][0],
            "median": statistics.median(wait for wait, _ in known),
        }[self.of]
        if not self.holds(one):
            return self.missed([one], time_range(known), measures, evidence.late_s(self.fleet))
        return self.timed(Verdict.PASS, time_range(known), measures)
