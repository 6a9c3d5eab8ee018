"""How much the counters of a host's kernel have grown."""

from __future__ import annotations

from socketlab.checks.clients import unknown
from socketlab.checks.evidence import Evidence
from socketlab.checks.verdict import Answer, holds
from socketlab.language.wording import suggestion
from socketlab.record.layout import EVENTS
from socketlab.spec.check_hosts import Counter


def judge_counter(check: Counter, evidence: Evidence) -> Answer:
    """The counter's growth from the start to a moment."""
    expected = f"{check.name} grown by {check.count}"
    readings = []
    for moment in ("start", str(check.at)):
        seen = evidence.counters(check.host, moment)
        if seen is None or seen.counters is None:
            trouble = "the run did not come to that moment" if seen is None else seen.trouble
            return unknown(expected, trouble)
        names = _names(check.name, seen.counters)
        if len(names) != 1:
            return unknown(expected, _no_such_counter(check.name, names, seen.counters))
        readings.append(seen.counters[names[0]])
    growth = readings[1] - readings[0]
    return Answer(
        verdict=holds(check.count.holds(growth)), expected=expected, seen=str(growth), evidence=(EVENTS,)
    )


def _names(name: str, counters: dict[str, int]) -> list[str]:
    """What the counter is called in full: the name itself, or those of any table that end in it."""
    if name in counters:
        return [name]
    return [full for full in counters if full.endswith(name) and _without_table(full) == name]


def _without_table(full: str) -> str:
    """``TcpExtListenOverflows`` without ``TcpExt``: the table's name ends where the counter's begins."""
    tables = ("TcpExt", "IpExt", "MPTcpExt", "Tcp", "IcmpMsg", "Icmp", "UdpLite", "Udp", "Ip")
    return next((full.removeprefix(table) for table in tables if full.startswith(table)), full)


def _no_such_counter(name: str, names: list[str], counters: dict[str, int]) -> str:
    if names:
        return f'"{name}" is a counter of several tables: {", ".join(names)}'
    hint = suggestion(name, [*counters, *map(_without_table, counters)])
    return f'the host\'s kernel has no counter "{name}"' + (f" ({hint})" if hint else "")
