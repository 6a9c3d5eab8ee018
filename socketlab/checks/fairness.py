"""How evenly a server treats the clients of a fleet."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator
from typing_extensions import override

from socketlab.checks.api import NEVER_RELEASED, Answer, Check, Measure, Verdict, holds, unknown, worst
from socketlab.checks.exchanges import Talk, gap_in, talks_of
from socketlab.checks.times import lateness
from socketlab.language.figures import seconds
from socketlab.language.names import FleetName
from socketlab.language.units import Duration, format_duration
from socketlab.language.wording import instead
from socketlab.language.written import at_least_one, written_as
from socketlab.record.evidence import Evidence
from socketlab.record.layout import EVENTS


def _index(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1:
        return float(value)
    raise ValueError(f"must be a number above 0, and at most 1{instead(value)}")


Index = Annotated[
    float,
    BeforeValidator(_index),
    written_as({"title": "index", "type": "number", "exclusiveMinimum": 0, "maximum": 1}),
]


class Fairness(Check):
    """The clients of a fleet receive bytes at equal rates, and none waits too long.

    A client's rate is the number of bytes that it received, divided by the time from its connect call to its
    last reply. Jain's index of the rates is 1 where all are equal, and 1/n where one of n clients has it all.
    A wait is the time from a connect call to the first reply, or from a message to its reply. The clients
    must keep a journal, and are believed in what they report of themselves.

    Source: Jain, Chiu and Hawe, A Quantitative Measure of Fairness (1984), DEC-TR-301.
    """

    model_config = ConfigDict(json_schema_extra=at_least_one("index", "longest_wait"))

    summary: ClassVar = "clients are served alike: Jain's index of their rates, and the longest wait"
    example: ClassVar = "fairness: {fleet: clients, index: 0.5, longest_wait: 20s}"

    needs_journal: ClassVar = True
    limitable: ClassVar = True

    kind: Literal["fairness"] = "fairness"
    fleet: FleetName = Field(description="whose clients")
    index: Index | None = Field(default=None, description="Jain's index of the clients' rates, at least")
    longest_wait: Duration | None = Field(default=None, description="what no client waits longer than")

    @model_validator(mode="after")
    def _something(self) -> Fairness:
        if self.index is None and self.longest_wait is None:
            raise ValueError("needs index or longest_wait")
        return self

    @property
    @override
    def title(self) -> str:
        parts = []
        if self.index is not None:
            parts.append(f"a fairness index of at least {self.index:g}")
        if self.longest_wait is not None:
            parts.append(f"no wait longer than {format_duration(self.longest_wait)}")
        return f"the fleet {self.fleet} has {' and '.join(parts)}"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        expected = self.title.partition(" has ")[2]
        talks = talks_of(evidence, self.fleet)
        gap = gap_in(talks)
        if gap or evidence.released is None:
            return unknown(expected, NEVER_RELEASED if evidence.released is None else gap)
        rates = [talk.bytes_s for talk in talks]
        if not any(rates):
            return unknown(expected, "no client received anything")
        index = sum(rates) ** 2 / (len(rates) * sum(rate * rate for rate in rates))
        longest = max(talks, key=lambda talk: talk.longest_wait_s)
        return Answer(
            verdict=worst(self._verdicts(index, longest.longest_wait_s, evidence)),
            expected=expected,
            seen=self._in_words(index, longest, evidence),
            measures=(
                Measure("fairness", index),
                Measure("longest_wait", longest.longest_wait_s, "s", longest.client),
            ),
            evidence=(EVENTS,),
        )

    def _verdicts(self, index: float, wait_s: float, evidence: Evidence) -> list[Verdict]:
        found = []
        if self.index is not None:
            found.append(holds(index >= self.index))
        if self.longest_wait is not None:
            explained = self.longest_wait < wait_s <= self.longest_wait + evidence.late_s(self.fleet)
            found.append(Verdict.UNKNOWN if explained else holds(wait_s <= self.longest_wait))
        return found

    def _in_words(self, index: float, longest: Talk, evidence: Evidence) -> str:
        wait_s = longest.longest_wait_s
        words = f"index {index:.3f}, longest wait {seconds(wait_s)} ({longest.client})"
        late_s = evidence.late_s(self.fleet)
        is_late = self.longest_wait is not None and self.longest_wait < wait_s <= self.longest_wait + late_s
        return f"{words}; {lateness(late_s)}" if is_late else words
