"""Whether a condition is in force: what probes found against what was asked for."""

from __future__ import annotations

import pytest

from socketlab.links.model import Conditions, Measured
from socketlab.links.tolerance import Reading, deviation_of, loss_of, readings


def found(conditions: Conditions, measured: Measured) -> dict[str, Reading]:
    return {each.quantity: each for each in readings(conditions, measured)}


def delayed(seconds: float | None, *, sent: int = 20, arrived: int = 20) -> Measured:
    return Measured(sent=sent, arrived=arrived, median_s=seconds)


@pytest.mark.parametrize(
    ("asked_s", "median_s", "within"),
    [
        (0.010, 0.0109, True),
        (0.010, 0.0111, False),
        (0.200, 0.209, True),
        (0.200, 0.211, False),
        (0.0, 0.0005, True),
        (0.0, 0.002, False),
        (0.025, None, False),
    ],
)
def test_a_delay_may_be_off_by_a_twentieth_or_a_millisecond(
    asked_s: float,
    median_s: float | None,
    *,
    within: bool,
) -> None:
    assert found(Conditions(delay_s=asked_s), delayed(median_s))["delay"].within is within


def test_jitter_widens_what_a_few_probes_may_show_of_a_delay() -> None:
    jittery = Conditions(delay_s=0.05, jitter_s=0.02, distribution="normal")
    assert found(jittery, delayed(0.07))["delay"].within
    assert not found(jittery, delayed(0.08))["delay"].within


def test_nothing_can_be_timed_where_all_is_lost() -> None:
    assert found(Conditions(loss_ratio=1.0), delayed(None, arrived=0)) == {
        "delay": Reading(quantity="delay", unit="s", declared=0.0, measured=None, within=True),
        "loss": Reading(quantity="loss", unit="", declared=1.0, measured=1.0, within=True),
    }


@pytest.mark.parametrize(("lost", "within"), [(500, True), (565, True), (567, False), (434, False)])
def test_many_probes_show_a_loss_within_three_standard_errors(
    lost: int,
    *,
    within: bool,
) -> None:
    seen = Measured(sent=10_000, arrived=10_000 - lost, median_s=0.0)
    assert found(Conditions(loss_ratio=0.05), seen)["loss"].within is within


def test_a_few_probes_show_only_a_loss_that_is_clearly_wrong() -> None:
    lossy = Conditions(loss_ratio=0.05)
    assert found(lossy, delayed(0.0, arrived=16))["loss"].within
    assert not found(lossy, delayed(0.0, arrived=10))["loss"].within
    assert not found(Conditions(delay_s=0.01), delayed(0.01, arrived=17))["loss"].within


@pytest.mark.parametrize(("arrived", "within"), [(20, True), (15, True), (5, False)])
def test_probes_with_a_bit_error_may_be_lost(arrived: int, *, within: bool) -> None:
    spoilt = Conditions(corrupt_ratio=0.1)
    assert found(spoilt, delayed(0.0, arrived=arrived))["delay"].within
    assert all(each.within for each in found(spoilt, delayed(0.0, arrived=arrived)).values()) is within


def test_bit_errors_make_losses_more_but_not_fewer() -> None:
    spoilt = Conditions(loss_ratio=0.3, corrupt_ratio=0.1)
    for lost, within in ((3000, True), (3700, True), (4300, False), (2500, False)):
        seen = Measured(sent=10_000, arrived=10_000 - lost, median_s=0.0)
        assert found(spoilt, seen)["loss"].within is within


def test_losses_in_bursts_vary_more() -> None:
    bursts = Conditions(enter_ratio=0.01, leave_ratio=0.25, bad_loss_ratio=1.0)
    assert loss_of(bursts) == pytest.approx(0.03846, rel=1e-3)
    seen = Measured(sent=10_000, arrived=9_550, median_s=0.0)
    assert found(bursts, seen)["loss"].within
    assert not found(Conditions(loss_ratio=loss_of(bursts)), seen)["loss"].within
    alternating = Conditions(enter_ratio=1.0, leave_ratio=1.0, bad_loss_ratio=1.0)
    assert found(alternating, Measured(sent=10_000, arrived=5_000, median_s=0.0))["loss"].within


@pytest.mark.parametrize(
    ("quartiles_s", "within"), [(0.0137, True), (0.0158, False), (0.0110, False), (None, False)]
)
def test_jitter_is_judged_by_its_quartiles_when_there_are_many_probes(
    quartiles_s: float | None,
    *,
    within: bool,
) -> None:
    jittery = Conditions(delay_s=0.05, jitter_s=0.01, distribution="normal")
    seen = Measured(sent=2000, arrived=2000, median_s=0.05, quartiles_s=quartiles_s)
    assert found(jittery, seen)["jitter"].within is within


def test_the_quartiles_of_a_uniform_jitter_are_as_far_apart_as_the_jitter() -> None:
    jittery = Conditions(delay_s=0.05, jitter_s=0.02)
    seen = Measured(sent=2000, arrived=2000, median_s=0.05, quartiles_s=0.02)
    jitter = found(jittery, seen)["jitter"]
    assert jitter.measured == pytest.approx(jitter.declared)


def test_a_uniform_jitter_deviates_by_its_third_root() -> None:
    assert deviation_of(Conditions(jitter_s=0.03)) == pytest.approx(0.01732, rel=1e-3)
    reordered = Conditions(delay_s=0.05, jitter_s=0.01, reorder_ratio=0.1)
    seen = Measured(sent=2000, arrived=2000, median_s=0.05, quartiles_s=1.0)
    assert "jitter" not in found(reordered, seen)


def test_many_probes_of_a_path_without_delay_say_nothing_about_it() -> None:
    seen = Measured(sent=10_000, arrived=5_000, median_s=0.1)
    assert found(Conditions(loss_ratio=0.5), seen).keys() == {"loss"}


@pytest.mark.parametrize(("rate", "within"), [(9.1e6, True), (10.9e6, True), (8.9e6, False)])
def test_a_rate_may_be_off_by_a_tenth(rate: float, *, within: bool) -> None:
    seen = Measured(sent=20, arrived=20, median_s=0.0, rate_bit_s=rate)
    assert found(Conditions(rate_bit_s=10**7), seen)["rate"].within is within


def test_copies_are_counted_against_what_arrived() -> None:
    seen = Measured(sent=10_000, arrived=10_000, copies=1000, median_s=0.0)
    assert found(Conditions(duplicate_ratio=0.1), seen)["duplicate"].within
    assert not found(Conditions(), seen)["duplicate"].within


def test_a_path_without_probes_has_no_delay() -> None:
    assert not found(Conditions(delay_s=0.1), Measured(sent=0, arrived=0))["delay"].within
