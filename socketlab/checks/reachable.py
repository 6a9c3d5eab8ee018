"""Whether a host accepts connections on a port."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from socketlab.checks.api import NOT_OBSERVED, Answer, Check, Measure, holds, unknown
from socketlab.checks.observing import unless_late
from socketlab.language.figures import milliseconds
from socketlab.language.moments import Moment, moment_words
from socketlab.language.names import HostName
from socketlab.language.units import Whole
from socketlab.record.evidence import Evidence
from socketlab.record.layout import EVENTS
from socketlab.record.observations import Observation, Participants

_SEEN = {
    "connected": ("accepted", ""),
    "refused": ("refused", ": nothing listens on the port"),
    "timed out": ("timed out", ": no answer"),
    "unreachable": ("unreachable", ": no route to the host"),
}


class Reachable(Check):
    """A host accepts a connection on a port, or does not, as tried from another host of its network.

    The connection is real: the server sees it come and go. At the start and at the end of a run it is tried
    after everything else of that moment has been observed.
    """

    summary: ClassVar = "a host accepts connections on a port at a moment, or does not"
    example: ClassVar = "reachable: {host: server, port: 50007}"

    kind: Literal["reachable"] = "reachable"
    host: HostName = Field(description="which host")
    port: Whole = Field(ge=1, le=65535, description="which port")
    at: Moment = Field(default="end", description="when")
    is_: bool = Field(default=True, alias="is", description="whether it must accept, or must not")
    protocol: Literal["tcp"] = Field(default="tcp", description="over which protocol")

    @property
    @override
    def title(self) -> str:
        accepts = "accepts" if self.is_ else "does not accept"
        return f"{self.host} {accepts} connections on TCP port {self.port} at {moment_words(self.at)}"

    @override
    def looks(self, participants: Participants) -> Iterator[Observation]:
        yield Observation(kind="connection", host=self.host, at=self.at, port=self.port)

    @override
    def judge(self, evidence: Evidence) -> Answer:
        accepted = "accepted" if self.is_ else "not accepted"
        expected = f"a TCP connection to {self.host}:{self.port} is {accepted}"
        seen = evidence.connection(self.host, self.port, str(self.at))
        if seen is None or seen.outcome is None:
            return unknown(expected, NOT_OBSERVED if seen is None else seen.trouble)
        took = () if seen.took_s is None else (Measure("connection", seen.took_s, "s", self.host),)
        after = "" if seen.took_s is None else f" after {milliseconds(seen.took_s)}"
        what, why = _SEEN.get(seen.outcome, (seen.outcome, ""))
        answer = Answer(
            verdict=holds((seen.outcome == "connected") is self.is_),
            expected=expected,
            seen=f"{what}{after}{why}",
            measures=took,
            evidence=(EVENTS,),
        )
        return unless_late(answer, evidence, at=self.at, observed_s=seen.at_s - (seen.took_s or 0.0))
