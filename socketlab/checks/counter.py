"""How much a counter of a host's kernel grows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field
from typing_extensions import override

from socketlab.checks.api import NOT_OBSERVED, Answer, Check, Measure, holds, unknown
from socketlab.checks.observing import unless_late
from socketlab.language.bounds import CountOf
from socketlab.language.moments import Moment, moment_words
from socketlab.language.names import HostName
from socketlab.language.wording import suggestion
from socketlab.record.evidence import Evidence
from socketlab.record.layout import EVENTS
from socketlab.record.observations import Observation, Participants

_COUNTER = re.compile(r"[A-Za-z][A-Za-z0-9]*")


def _counter_name(name: str) -> str:
    if not _COUNTER.fullmatch(name):
        raise ValueError(f'"{name}" is not a counter name (such as ListenOverflows or TcpRetransSegs)')
    return name


class Counter(Check):
    """A counter of the host's kernel grows by this much from the moment that everything is ready.

    Source: nstat(8); Linux, Documentation/networking/snmp_counter.rst.
    """

    summary: ClassVar = "the growth of a counter of the host's kernel"
    example: ClassVar = "counter: {host: server, name: ListenDrops, count: 0}"

    kind: Literal["counter"] = "counter"
    host: HostName = Field(description="whose kernel, as seen from its network namespace")
    name: Annotated[str, AfterValidator(_counter_name)] = Field(
        description="as nstat calls it (TcpExtListenOverflows), or without its table where that is "
        "unambiguous (ListenOverflows)"
    )
    at: Moment = Field(default="end", description="when it is read for the second time")
    count: CountOf = Field(description="by how much it grows")

    @property
    @override
    def title(self) -> str:
        grows = "does not grow" if self.count.is_none else f"grows by {self.count}"
        return f"{self.name} on {self.host} {grows} until {moment_words(self.at)}"

    @override
    def looks(self, participants: Participants) -> Iterator[Observation]:
        yield Observation(kind="counters", host=self.host, at="start")
        yield Observation(kind="counters", host=self.host, at=self.at)

    @override
    def judge(self, evidence: Evidence) -> Answer:
        expected = f"{self.name} grown by {self.count}"
        readings = []
        for moment in ("start", str(self.at)):
            seen = evidence.counters(self.host, moment)
            if seen is None or seen.counters is None:
                return unknown(expected, NOT_OBSERVED if seen is None else seen.trouble)
            names = _full_names(self.name, seen.counters)
            if len(names) != 1:
                return unknown(expected, _not_one_counter(self.name, names, seen.counters))
            readings.append((seen.counters[names[0]], seen.at_s))
        (before, _), (after, observed_s) = readings
        growth = after - before
        answer = Answer(
            verdict=holds(self.count.holds(growth)),
            expected=expected,
            seen=str(growth),
            measures=(Measure(self.name, growth, host=self.host),),
            evidence=(EVENTS,),
        )
        return unless_late(answer, evidence, at=self.at, observed_s=observed_s)


def _full_names(name: str, counters: dict[str, int]) -> list[str]:
    """The name itself where it is one, or those of any table that end in it."""
    if name in counters:
        return [name]
    return [full for full in counters if full.endswith(name) and _without_table(full) == name]


def _without_table(full: str) -> str:
    """``TcpExtListenOverflows`` without ``TcpExt``: the table's name ends where the counter's begins."""
    tables = ("TcpExt", "IpExt", "MPTcpExt", "Tcp", "IcmpMsg", "Icmp", "UdpLite", "Udp", "Ip")
    return next((full.removeprefix(table) for table in tables if full.startswith(table)), full)


def _not_one_counter(name: str, names: list[str], counters: dict[str, int]) -> str:
    if names:
        return f'"{name}" is a counter of several tables: {", ".join(names)}'
    hint = suggestion(name, [*counters, *map(_without_table, counters)])
    return f'the host\'s kernel has no counter "{name}"' + (f" ({hint})" if hint else "")
