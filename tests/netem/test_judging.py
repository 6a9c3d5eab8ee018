"""How the table of ``make netem`` is judged; the machine itself is booted by the verb only."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.links.model import Conditions, LinksPlan, PathPlan
from tests.netem.judging import Line, by_sockets, lines_of


def probed(median_s: float, **more: Any) -> dict[str, Any]:
    return {"mark": 1, "sent": 20, "arrived": 20, "copies": 0, "median_s": median_s, **more}


def traffic(*numbers: int, count: int, size: int = 64, bit_s: float | None = None) -> dict[str, Any]:
    row = {"count": count, "size": size}
    return {"row": row, "seen": [(number, 0.01) for number in numbers], "bit_s": bit_s}


def found(conditions: Conditions, probes: dict[str, Any]) -> dict[str, Line]:
    path = PathPlan(source=("a",), destination=("b",), conditions=conditions)
    links = LinksPlan(networks=("n",), paths=(path,), locations={})
    seen = {"quick": [probed(conditions.delay_s)], "thorough": [probes], "traffic": [traffic(0, count=1)]}
    return {line.reading.quantity: line for line in lines_of(links, seen) if line.by == "probes"}


@pytest.mark.parametrize(("median_s", "wrong"), [(0.0105, False), (0.0115, True), (0.0085, True)])
def test_what_is_out_of_tolerance_is_said_in_its_line(median_s: float, *, wrong: bool) -> None:
    line = found(Conditions(delay_s=0.01), probed(median_s))["delay"]
    assert line.wrong is wrong
    assert str(line).endswith("WRONG" if wrong else "ok")


@pytest.mark.parametrize(("rate", "judged"), [(10**7, True), (10**8, False)])
def test_a_rate_that_probes_cannot_fill_is_shown_and_not_judged(rate: int, *, judged: bool) -> None:
    line = found(Conditions(rate_bit_s=rate), probed(0.0, rate_bit_s=rate / 3))["rate"]
    assert line.wrong is judged
    assert str(line).endswith("WRONG" if judged else "not judged")


def sockets(conditions: Conditions, seen: dict[str, Any]) -> dict[str, tuple[Any, bool]]:
    return {each.quantity: (each.measured, each.within) for each in by_sockets(conditions, seen)}


def test_sockets_tell_of_losses_and_copies_but_not_of_times() -> None:
    lossy = Conditions(delay_s=0.01, loss_ratio=0.5, duplicate_ratio=0.5)
    assert sockets(lossy, traffic(0, 0, 2, count=4)) == {"loss": (0.5, True), "duplicate": (0.5, True)}
    assert sockets(Conditions(rate_bit_s=10**6), traffic(count=3000)) == {"loss": (1.0, False)}


def test_a_connection_brings_a_rate_less_headers() -> None:
    rate = sockets(Conditions(rate_bit_s=10**6), traffic(0, count=1, bit_s=956_000))["rate"]
    assert rate == (pytest.approx(1e6, rel=0.001), True)


def test_a_spoilt_datagram_does_not_arrive_unless_the_error_is_in_its_frame() -> None:
    spoilt = Conditions(corrupt_ratio=0.5)
    arrived = [number for number in range(2000) if number % 100 >= 43]
    assert sockets(spoilt, traffic(*arrived, count=2000))["corrupt"] == (pytest.approx(0.43), True)
    assert not sockets(spoilt, traffic(*range(2000), count=2000))["corrupt"][1]


def test_bursts_are_as_long_as_the_model_says() -> None:
    bursts = Conditions(enter_ratio=0.1, leave_ratio=0.25, bad_loss_ratio=1.0)
    in_fours = [number for number in range(1000) if number % 14 >= 4]
    alone = [number for number in range(1000) if number % 7 >= 2]
    assert sockets(bursts, traffic(*in_fours, count=1000))["burst"] == (pytest.approx(4.0, rel=0.01), True)
    assert sockets(bursts, traffic(*alone, count=1000))["burst"] == (pytest.approx(2.0, rel=0.01), False)


def test_a_datagram_overtakes_those_that_were_sent_before_it() -> None:
    reordered = Conditions(delay_s=0.02, reorder_ratio=0.25)
    swapped = [number for four in range(0, 400, 4) for number in (four + 1, four, four + 2, four + 3)]
    assert sockets(reordered, traffic(*swapped, count=400))["reorder"] == (0.25, True)
    assert sockets(reordered, traffic(*range(400), count=400))["reorder"] == (0.0, False)


@pytest.mark.parametrize(("arrived", "within"), [(20, True), (19, True), (18, False)])
def test_only_the_first_datagram_may_be_too_large(arrived: int, *, within: bool) -> None:
    large = sockets(Conditions(mtu_bytes=1000), traffic(*range(arrived), count=20))["large"]
    assert large == (arrived / 20, within)
