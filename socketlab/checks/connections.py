"""How many TCP connections a host has in a state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from socketlab.checks.api import NOT_OBSERVED, Answer, Check, Measure, holds, unknown
from socketlab.hosts.sockets import SocketsSeen, TCPState
from socketlab.language.bounds import CountOf
from socketlab.language.figures import rough_seconds
from socketlab.language.moments import Moment, moment_words
from socketlab.language.names import HostName
from socketlab.language.units import Whole
from socketlab.record.evidence import Evidence
from socketlab.record.layout import EVENTS
from socketlab.record.observations import Observation, Participants

LATEST_S = 1.0
"""Seconds; what is read later than this after its moment shows another one."""


class Connections(Check):
    """A host has this many TCP connections in a state at a moment, as its kernel lists them.

    A connection within the host has two ends there, and both count. Connections that wait in the queue of a
    listening socket, and have not been accepted yet, are ESTABLISHED too. What is read more than a second
    late, on a busy machine, is *unknown*.

    Source: proc(5), /proc/net/tcp; RFC 9293, 3.3.2, for the states.
    """

    summary: ClassVar = "the number of TCP connections of a host in a state, such as CLOSE_WAIT"
    example: ClassVar = "connections: {host: server, state: ESTABLISHED, port: 50007, count: 0}"

    kind: Literal["connections"] = "connections"
    host: HostName = Field(description="on which host")
    state: TCPState = Field(default="ESTABLISHED", description="in which state, as netstat names it")
    port: Whole | None = Field(
        default=None, ge=1, le=65535, description="only those from or to this port, at either end"
    )
    at: Moment = Field(default="end", description="when")
    count: CountOf = Field(description="how many")

    @property
    @override
    def title(self) -> str:
        one, many = (f"{self.state} {noun}" for noun in ("connection", "connections"))
        of_port = f" of port {self.port}" if self.port is not None else ""
        number = self.count.of(one, many, none=f"no {many}")
        return f"{self.host} has {number}{of_port} at {moment_words(self.at)}"

    @override
    def looks(self, participants: Participants) -> Iterator[Observation]:
        yield Observation(kind="sockets", host=self.host, at=self.at)

    @override
    def judge(self, evidence: Evidence) -> Answer:
        expected = self.count.of(f"{self.state} connection", f"{self.state} connections")
        seen = evidence.sockets(self.host, str(self.at))
        if seen is None or seen.rows is None:
            return unknown(expected, NOT_OBSERVED if seen is None else seen.trouble)
        late_s = _late_s(seen, self.at, evidence)
        if late_s > LATEST_S:
            return unknown(expected, f"the machine was busy: they were read {rough_seconds(late_s)} late")
        rows = [row for row in seen.rows if self.port in (None, row.port, row.peer_port)]
        states = Counter(row.state for row in rows)
        number = states.pop(self.state, 0)
        others = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        return Answer(
            verdict=holds(self.count.holds(number)),
            expected=expected,
            seen=f"{number}" + (f"; others: {others}" if others else ""),
            measures=(Measure(self.state.lower(), number, host=self.host),),
            evidence=(EVENTS,),
        )


def _late_s(seen: SocketsSeen, at: str | float, evidence: Evidence) -> float:
    """How long after its moment it was read; 0 for the start and the end, which wait for it."""
    if isinstance(at, str) or evidence.released is None:
        return 0.0
    return seen.at_s - evidence.released.at_s - at
