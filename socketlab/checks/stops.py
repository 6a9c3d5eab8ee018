"""How a host ends when it is asked to stop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field
from typing_extensions import override

from socketlab.checks.api import NOT_OBSERVED, Answer, Check, Measure, Verdict, holds, unknown
from socketlab.checks.times import lateness
from socketlab.events import StopSeen
from socketlab.language.figures import rough_seconds, seconds
from socketlab.language.names import OwnHostName
from socketlab.language.units import Duration, Whole, format_duration
from socketlab.record.evidence import Evidence
from socketlab.record.layout import EVENTS
from socketlab.record.observations import Observation, Participants

LONGEST_S = 120.0
"""A run waits no longer than this for a host that was asked to stop."""


def _within(duration_s: float) -> float:
    if not 0 < duration_s <= LONGEST_S:
        raise ValueError(f"must be more than 0s and at most {format_duration(LONGEST_S)}")
    return duration_s


class Stops(Check):
    """A host that is asked to stop ends within a time, with an exit status.

    When everything else has been observed the run sends the host its stop signal: TERM, unless its service or
    image names another. Its end is then no failure of ``hosts stay up``.
    """

    summary: ClassVar = "a host that is sent TERM at the end of the run ends in time, with an exit status"
    example: ClassVar = "stops: {host: server, within: 2s, is: 0}"

    kind: Literal["stops"] = "stops"
    host: OwnHostName = Field(description="which host; not one of the standing lab")
    within: Annotated[Duration, AfterValidator(_within)] = Field(
        description="at most this long after the signal"
    )
    is_: Whole = Field(default=0, alias="is", ge=0, le=255, description="the exit status")

    @property
    @override
    def title(self) -> str:
        return f"{self.host} stops within {format_duration(self.within)} of TERM with status {self.is_}"

    @override
    def looks(self, participants: Participants) -> Iterator[Observation]:
        yield Observation(kind="stop", host=self.host, at="end", within_s=self.within)

    @override
    def judge(self, evidence: Evidence) -> Answer:
        expected = f"exit status {self.is_} within {format_duration(self.within)}"
        seen = evidence.stop(self.host)
        if seen is None or seen.trouble:
            return unknown(expected, NOT_OBSERVED if seen is None else f"{self.host}: {seen.trouble}")
        verdict, what = self._verdict(seen)
        return Answer(
            verdict=verdict,
            expected=expected,
            seen=what,
            measures=tuple(_measures(seen)),
            evidence=tuple(dict.fromkeys((EVENTS, *evidence.logs(self.host, "stderr", "stdout")))),
        )

    def _verdict(self, seen: StopSeen) -> tuple[Verdict, str]:
        if seen.took_s is None:
            running = f"still running {rough_seconds(seen.waited_s)} after {seen.signal}"
            return Verdict.FAIL, running
        when = f"{seconds(seen.took_s)} after {seen.signal}"
        if seen.took_s > self.within + seen.error_s:
            return Verdict.FAIL, f"ended {when}"
        if seen.took_s > self.within:
            return Verdict.UNKNOWN, f"ended {when}; {lateness(seen.error_s)}"
        if seen.code is None:
            return Verdict.UNKNOWN, f"ended {when}; its exit status is unknown"
        return holds(seen.code == self.is_), f"exited {seen.code} {when}"


def _measures(seen: StopSeen) -> Iterator[Measure]:
    if seen.took_s is not None:
        yield Measure("stop", seen.took_s, "s", seen.host, seen.error_s)
    if seen.code is not None:
        yield Measure("exit_status", seen.code, host=seen.host)
