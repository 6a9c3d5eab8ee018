"""What was measured in the virtual machine against what was asked for, line by line."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from socketlab.language.rates import format_rate
from socketlab.links.model import Conditions, LinksPlan, Measured
from socketlab.links.tolerance import Reading, readings
from socketlab.links.wording import conditions_in_words
from tests.netem.rows import HEADERS

PROBED_BIT_S = 20_000_000
"""Above this, a program in the machine does not send enough probes to measure a rate."""

PAYLOAD, PACKET = 1448, 1514
"""Bytes of a TCP segment, and of its packet."""

ETHERNET_BYTES = 14
"""Of each packet, in which a bit error has no effect."""

BURST_SHARE, CORRUPT_SHARE = 0.3, 0.25
"""How far the few bursts and bit errors of one run may be off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One quantity of one path, seen by the router's probes or by the sockets of two hosts.

    Args:
        conditions: What was asked for, in words.
        by: The router's ``quick`` probes, its thorough ``probes``, or ``sockets``.
        reading: What was found.
        note: Why it is not judged; empty if it is.
    """

    conditions: str
    by: str
    reading: Reading
    note: str = ""

    @property
    def wrong(self) -> bool:
        """Whether it is judged and out of tolerance."""
        return not (self.note or self.reading.within)

    def __str__(self) -> str:
        verdict = self.note or ("ok" if self.reading.within else "WRONG")
        declared, measured = (
            _text(self.reading, of) for of in (self.reading.declared, self.reading.measured)
        )
        values = f"{self.reading.quantity:<9}  {declared:>9}  {measured:>9}"
        return f"{self.conditions:<62}  {self.by:<7}  {values}  {verdict}"


def _text(reading: Reading, value: float | None) -> str:
    if value is None:
        return "-"
    if reading.unit == "s":
        return f"{1000 * value:.2f}ms"
    if reading.unit == "bit/s":
        return format_rate(round(value, -3))
    return f"{value:.2f}" if reading.quantity == "burst" else f"{value:.2%}"


def lines_of(links: LinksPlan, found: dict[str, Any]) -> Iterator[Line]:
    """Every quantity of every path."""
    seen = zip(links.paths, found["quick"], found["thorough"], found["traffic"], strict=True)
    for path, quick, thorough, traffic in seen:
        words = ", ".join(conditions_in_words(path.conditions))
        for by, each in (
            *(("quick", reading) for reading in readings(path.conditions, measured_of(quick))),
            *(("probes", reading) for reading in readings(path.conditions, measured_of(thorough))),
            *(("sockets", reading) for reading in by_sockets(path.conditions, traffic)),
        ):
            too_fast = by == "probes" and each.unit == "bit/s" and each.declared > PROBED_BIT_S
            yield Line(conditions=words, by=by, reading=each, note="not judged" if too_fast else "")


def measured_of(answer: dict[str, Any]) -> Measured:
    """What the router said about one path."""
    return Measured(**{name: value for name, value in answer.items() if name != "mark"})


def by_sockets(conditions: Conditions, traffic: dict[str, Any]) -> Iterator[Reading]:
    """What two hosts saw of their datagrams and of one connection; the probes show times."""
    row, seen = traffic["row"], [int(number) for number, *_ in traffic["seen"]]
    arrived = len(set(seen))
    if conditions.mtu_bytes:
        # The first datagram is too large: its sender learns the path's MTU, and divides the others.
        yield _share("large", 1.0, arrived / row["count"], bound=1 / row["count"])
        return
    bit_s = traffic["bit_s"] and traffic["bit_s"] * PACKET / PAYLOAD
    measured = Measured(
        sent=row["count"], arrived=arrived, copies=len(seen) - arrived, median_s=0.0, rate_bit_s=bit_s
    )
    yield from (each for each in readings(conditions, measured) if each.quantity not in ("delay", "jitter"))
    if conditions.corrupt_ratio:
        spoilt = conditions.corrupt_ratio * (1 - ETHERNET_BYTES / (row["size"] + HEADERS))
        yield _relative("corrupt", spoilt, 1 - arrived / row["count"], CORRUPT_SHARE)
    if conditions.bad_loss_ratio == 1.0:
        yield _relative("burst", 1 / conditions.leave_ratio, _burst(seen, row["count"]), BURST_SHARE)
    if conditions.reorder_ratio:
        yield _relative("reorder", conditions.reorder_ratio, _overtaking(seen), 4 * _error(conditions, row))


def _error(conditions: Conditions, row: dict[str, Any]) -> float:
    share = conditions.reorder_ratio
    return math.sqrt((1 - share) / (share * row["count"]))


def _relative(quantity: str, declared: float, measured: float, bound: float) -> Reading:
    return _share(quantity, declared, measured, bound=bound * declared)


def _share(quantity: str, declared: float, measured: float, *, bound: float) -> Reading:
    within = abs(measured - declared) <= bound + 1e-9
    return Reading(quantity=quantity, unit="", declared=declared, measured=measured, within=within)


def _burst(seen: list[int], count: int) -> float:
    """How many datagrams are lost in a row, on average."""
    there = set(seen)
    runs = [len(list(run)) for lost, run in itertools.groupby(range(count), lambda n: n not in there) if lost]
    return sum(runs) / len(runs) if runs else 0.0


def _overtaking(seen: list[int]) -> float:
    """The share of datagrams that arrive before one that was sent earlier."""
    later, overtaking = math.inf, 0
    for number in reversed(seen):
        overtaking += number > later
        later = min(later, number)
    return overtaking / len(seen) if seen else 0.0
