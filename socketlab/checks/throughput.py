"""How many bits a second clients receive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator
from typing_extensions import override

from socketlab.checks.api import NEVER_RELEASED, Answer, Check, Measure, Verdict, of_fleet, unknown
from socketlab.checks.exchanges import Exchange, all_of, gap_in, talks_of
from socketlab.checks.times import lateness
from socketlab.language.figures import rate
from socketlab.language.names import FleetName
from socketlab.language.rates import Rate, format_rate
from socketlab.language.written import at_least_one
from socketlab.record.evidence import Evidence
from socketlab.record.layout import EVENTS


class Throughput(Check):
    """The clients of a fleet receive their replies at a rate within the limits.

    The rate is that of the program's data, without what TCP and IP add: the bytes of all replies, divided by
    the time from the first message to the last reply's last byte. The clients must keep a journal, and are
    believed in what they report of themselves; ``getfile`` counts the bytes of its file.
    """

    model_config = ConfigDict(json_schema_extra=at_least_one("at_least", "at_most"))

    summary: ClassVar = "the rate at which clients receive data"
    example: ClassVar = "throughput: {fleet: clients, at_most: 1gbit}"

    needs_journal: ClassVar = True
    limitable: ClassVar = True

    kind: Literal["throughput"] = "throughput"
    fleet: FleetName = Field(description="whose clients")
    of: Literal["all", "each"] = Field(
        default="all", description="all clients together, or each client by itself"
    )
    at_least: Rate | None = Field(default=None, description="no slower than this")
    at_most: Rate | None = Field(default=None, description="no faster than this")

    @model_validator(mode="after")
    def _some_limit(self) -> Throughput:
        if self.at_least is None and self.at_most is None:
            raise ValueError("needs at_most or at_least")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("at_least is above at_most")
        return self

    @property
    def _wording(self) -> str:
        limits = (("at least", self.at_least), ("at most", self.at_most))
        return " and ".join(f"{word} {format_rate(limit)}/s" for word, limit in limits if limit is not None)

    @property
    @override
    def title(self) -> str:
        if self.of == "each":
            return f"{of_fleet('every client', self.fleet)} receives {self._wording}"
        return f"the fleet {self.fleet} receives {self._wording} together"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        talks = talks_of(evidence, self.fleet)
        gap = gap_in(talks)
        if gap or evidence.released is None:
            return unknown(self._wording, NEVER_RELEASED if evidence.released is None else gap)
        groups = {talk.client: talk.exchanges for talk in talks}
        if self.of == "all":
            groups = {"": tuple(all_of(talks))}
        rates = {name: _rate(exchanges) for name, exchanges in groups.items()}
        missing = next((name or self.fleet for name, found in rates.items() if found is None), None)
        if missing is not None:
            return unknown(self._wording, f"{missing} received nothing")
        known = {name: found for name, found in rates.items() if found is not None}
        return self._decided(known, evidence.late_s(self.fleet))

    def _decided(self, rates: dict[str, tuple[int, float]], late_s: float) -> Answer:
        """The answer for numbers of bits and the seconds that they took."""
        verdicts = [self._verdict(bits, took_s, late_s) for bits, took_s in rates.values()]
        verdict = next((one for one in (Verdict.FAIL, Verdict.UNKNOWN) if one in verdicts), Verdict.PASS)
        speeds = sorted((bits / took_s, name) for name, (bits, took_s) in rates.items())
        seen = rate(speeds[0][0])
        if len(speeds) > 1 or speeds[0][1]:
            seen = f"{seen} ({speeds[0][1]}) to {rate(speeds[-1][0])} ({speeds[-1][1]})"
        return Answer(
            verdict=verdict,
            expected=self._wording,
            seen=f"{seen}; {lateness(late_s)}" if verdict is Verdict.UNKNOWN else seen,
            measures=tuple(Measure("throughput", speed, "bit/s", name) for speed, name in speeds),
            evidence=(EVENTS,),
        )

    def _verdict(self, bits: int, took_s: float, late_s: float) -> Verdict:
        slow = self.at_least is not None and bits < self.at_least * took_s
        fast = self.at_most is not None and bits > self.at_most * took_s
        if not (slow or fast):
            return Verdict.PASS
        still_slow = self.at_least is not None and bits < self.at_least * (took_s - late_s)
        still_fast = self.at_most is not None and bits > self.at_most * (took_s + late_s)
        return Verdict.FAIL if still_slow or still_fast else Verdict.UNKNOWN


_SHORTEST_S = 1e-6


def _rate(exchanges: Sequence[Exchange]) -> tuple[int, float] | None:
    """How many bits came in how many seconds; ``None`` where none came."""
    ends = [each.replied_at for each in exchanges if each.replied_at is not None]
    bits = 8 * sum(each.size for each in exchanges)
    return (bits, max(_SHORTEST_S, max(ends) - min(each.sent_at for each in exchanges))) if bits else None
