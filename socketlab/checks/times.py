"""The family of checks that put limits on a fleet's times."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from socketlab.checks.api import NEVER_RELEASED, Answer, Check, Measure, Verdict
from socketlab.hosts.model import ClientPlan
from socketlab.language.bounds import Limits
from socketlab.language.figures import rough_seconds, seconds
from socketlab.language.names import FleetName
from socketlab.record.evidence import Evidence
from socketlab.record.layout import EVENTS


class TimeLimits(Limits, Check):
    """Limits on a time of a fleet or of its clients."""

    fleet: FleetName = Field(description="which fleet")

    def timed(self, verdict: Verdict, seen: str, measures: Iterable[Measure] = ()) -> Answer:
        """An answer whose expectation is the limits."""
        return Answer(
            verdict=verdict,
            expected=self.wording,
            seen=seen,
            measures=tuple(measures),
            evidence=(EVENTS,),
        )

    def unknown(self, evidence: Evidence, why: str) -> Answer:
        """The answer where times are missing."""
        return self.timed(Verdict.UNKNOWN, NEVER_RELEASED if evidence.released is None else why)

    def too_late(self, clients: tuple[ClientPlan, ...], evidence: Evidence) -> Answer | None:
        """A failure where a client had not ended at the run's timeout and the limit had passed by then."""
        for client in clients:
            waited_s = evidence.waited_s(client)
            if waited_s is not None and self.at_most is not None and waited_s >= self.at_most:
                name = client.host.name
                seen = f"{name} had not ended after {rough_seconds(waited_s)}"
                return self.timed(Verdict.FAIL, seen, [Measure("waited", waited_s, "s", name)])
        return None


def time_range(known: list[tuple[float, str]]) -> str:
    """The first and the last of sorted times with their clients."""
    (fastest, first), (slowest, last) = known[0], known[-1]
    return f"{seconds(fastest)} ({first}) to {seconds(slowest)} ({last})"
