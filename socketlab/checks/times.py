"""The family of checks that put limits on a fleet's times.

A time that misses a limit by no more than the lab was late is neither kept nor missed: the check cannot tell
the program's time from the machine's, and answers unknown. The gates know how late the lab was: by how much
they released their clients after the planned moment, and how long these had to wait for a processor that
others used.

The times of clients without a gate come from the engine, and so do the ends of those whose gate has become
their program. Its clock is coarse. A limit that is closer to a
time than the clock's error is neither kept nor missed either.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import ClassVar

from pydantic import Field

from socketlab.checks.api import NEVER_RELEASED, Answer, Check, Measure, Verdict
from socketlab.hosts.model import ClientPlan
from socketlab.language.bounds import Limits
from socketlab.language.figures import milliseconds, rough_seconds, seconds
from socketlab.language.names import FleetName
from socketlab.record.evidence import Evidence
from socketlab.record.layout import EVENTS


class TimeLimits(Limits, Check):
    """Limits on a time of a fleet or of its clients.

    Attributes:
        lateness_shortens: Whether a late release can make the time shorter, too, and not only longer.
    """

    lateness_shortens: ClassVar[bool] = False

    fleet: FleetName = Field(description="which fleet")

    def decided(
        self,
        times: Sequence[float],
        seen: str,
        measures: list[Measure],
        *,
        late_s: float,
        error_s: float = 0.0,
    ) -> Answer:
        """The answer for times that are all known.

        Args:
            times: In seconds; at least one.
            seen: What was seen, as a phrase.
            measures: The numbers behind it.
            late_s: How late the lab was, in seconds.
            error_s: How far each time may be from the truth, in seconds.
        """
        worst_s = max(self._excess_s(time, late_s) for time in times)
        if worst_s > error_s:
            return self.timed(Verdict.FAIL, seen, measures)
        if error_s and max(self._excess_s(time, 0.0) for time in times) > -error_s:
            coarse = f"{seen}; the engine's clock is exact to {milliseconds(error_s)} only"
            return self.timed(Verdict.UNKNOWN, coarse, measures)
        if all(self.holds(time) for time in times):
            return self.timed(Verdict.PASS, seen, measures)
        measures = [*measures, Measure("lab_late", late_s, "s")]
        return self.timed(Verdict.UNKNOWN, f"{seen}; {lateness(late_s)}", measures)

    def _excess_s(self, time_s: float, late_s: float) -> float:
        """How far a time lies outside the limits, less what lateness may have caused; negative inside."""
        excess = -math.inf
        if self.at_most is not None:
            excess = time_s - self.at_most - late_s
        if self.at_least:  # no time is shorter than nothing
            shortened_s = late_s if self.lateness_shortens else 0.0
            excess = max(excess, self.at_least - time_s - shortened_s)
        return excess

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
        """A failure where a client had not ended at the run's timeout and the limit had passed by then.

        It is unknown if the limit had passed by less than the lab was late.
        """
        for client in clients:
            waited_s = evidence.waited_s(client)
            if waited_s is not None and self.at_most is not None and waited_s >= self.at_most:
                name = client.host.name
                seen = f"{name} had not ended after {rough_seconds(waited_s)}"
                measures = [Measure("waited", waited_s, "s", name)]
                late_s = evidence.late_s(self.fleet)
                if waited_s >= self.at_most + late_s:
                    return self.timed(Verdict.FAIL, seen, measures)
                return self.timed(Verdict.UNKNOWN, f"{seen}; {lateness(late_s)}", measures)
        return None


def unmeasured(clients: tuple[ClientPlan, ...], evidence: Evidence, *, otherwise: str) -> str:
    """Why the times of some clients are not known, where there is a reason."""
    reasons = ((client.host.name, evidence.trace(client.host.name).why_incomplete) for client in clients)
    return next((f"{name} {why}" for name, why in reasons if why), otherwise)


def lateness(late_s: float) -> str:
    """The reason for an answer that the lab's lateness leaves open."""
    return f"the lab was up to {milliseconds(late_s)} late itself"


def time_range(known: list[tuple[float, str]]) -> str:
    """The first and the last of sorted times with their clients."""
    (fastest, first), (slowest, last) = known[0], known[-1]
    return f"{seconds(fastest)} ({first}) to {seconds(slowest)} ({last})"
