"""How long replies take."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field
from typing_extensions import override

from socketlab.checks.api import Answer, Measure, Verdict
from socketlab.checks.exchanges import Exchange, all_of, gap_in, talks_of
from socketlab.checks.times import TimeLimits
from socketlab.language.figures import counted, ordinal, rough_seconds, seconds
from socketlab.language.wording import instead
from socketlab.language.written import written_as
from socketlab.record.evidence import Evidence


def _percentile(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100:
        return float(value)
    raise ValueError(f"must be a number from 0 to 100{instead(value)}")


Percentile = Annotated[
    float,
    BeforeValidator(_percentile),
    written_as({"title": "percentile", "type": "number", "minimum": 0, "maximum": 100}),
]

_SHOWN = (("median", 50.0), ("p95", 95.0), ("slowest", 100.0))
"""The measures of every answer."""


class Latency(TimeLimits):
    """A percentile of the times of a fleet's replies lies within the limits.

    The time of a reply is that from the moment when the whole message was handed to the client's kernel to
    the reply's last byte; connecting is not part of it. A message without a reply counts as slower than all
    replies, for as long as its client waited. The percentile is that of the nearest rank: of 20 replies, the
    95th is the second slowest. The clients must keep a journal, and are believed in what they report of
    themselves.

    Source: Hyndman and Fan, Sample Quantiles in Statistical Packages (1996), definition 1.
    """

    summary: ClassVar = "a percentile of the times from clients' messages to their replies"
    example: ClassVar = "latency: {fleet: clients, percentile: 95, at_most: 20s}"

    lateness_shortens: ClassVar = True
    needs_journal: ClassVar = True
    limitable: ClassVar = True

    kind: Literal["latency"] = "latency"
    percentile: Percentile = Field(
        default=100.0,
        description="which one: 50 for the median, 0 for the fastest reply; by default 100, the slowest",
    )

    @property
    @override
    def title(self) -> str:
        named = {0.0: "the fastest reply", 50.0: "the median reply", 100.0: "the slowest reply"}
        which = named.get(self.percentile, f"the {ordinal(self.percentile)} percentile of the replies")
        return f"{which} to {self.fleet} takes {self.wording}"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        talks = talks_of(evidence, self.fleet)
        exchanges = sorted(all_of(talks), key=_slowness)
        gap = gap_in(talks)
        if gap or not exchanges:
            return self._from_some(exchanges, evidence, gap or "no message was sent")
        measures, seen = _measures(exchanges), _in_words(exchanges)
        one = _at(exchanges, self.percentile)
        late_s = evidence.late_s(self.fleet)
        if one.took_s is not None:
            return self.decided([one.took_s], seen, measures, late_s=late_s)
        is_missed = self.at_most is not None and one.waited_s - late_s > self.at_most
        seen = f"{one.client} had no reply after {rough_seconds(one.waited_s)}"
        return self.timed(Verdict.FAIL if is_missed else Verdict.UNKNOWN, seen, measures)

    def _from_some(self, exchanges: Sequence[Exchange], evidence: Evidence, why: str) -> Answer:
        """The answer where not all is known: a single reply may be too slow, or too fast, for all of them."""
        known = [each.took_s for each in exchanges if each.took_s is not None]
        if known and self.percentile == 100 and self.at_most is not None:
            answer = self.decided([max(known)], _in_words(exchanges), [], late_s=evidence.late_s(self.fleet))
            if answer.verdict is Verdict.FAIL and max(known) > self.at_most:
                return answer
        return self.unknown(evidence, why)


def _slowness(exchange: Exchange) -> tuple[bool, float]:
    return exchange.took_s is None, exchange.waited_s if exchange.took_s is None else exchange.took_s


def _at(exchanges: Sequence[Exchange], percentile: float) -> Exchange:
    """The one at a percentile of those that are sorted: that of the nearest rank."""
    return exchanges[max(1, math.ceil(percentile * len(exchanges) / 100)) - 1]


def _measures(exchanges: Sequence[Exchange]) -> list[Measure]:
    found = [(name, _at(exchanges, percentile).took_s) for name, percentile in _SHOWN]
    times = [Measure(f"reply_{name}", took_s, "s") for name, took_s in found if took_s is not None]
    return [Measure("replies", sum(each.took_s is not None for each in exchanges)), *times]


def _in_words(exchanges: Sequence[Exchange]) -> str:
    """``median 0.002s, slowest 0.010s (clients-3) of 24 replies``."""
    known = [(each.took_s, each.client) for each in exchanges if each.took_s is not None]
    if not known:
        return "no replies"
    middle, (slowest, client) = known[math.ceil(len(known) / 2) - 1][0], known[-1]
    number = counted(len(known), "reply", "replies")
    return f"median {seconds(middle)}, slowest {seconds(slowest)} ({client}) of {number}"
