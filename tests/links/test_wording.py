"""Conditions in words."""

from __future__ import annotations

from socketlab.links.model import Conditions
from socketlab.links.settings import BurstLoss
from socketlab.links.wording import conditions_in_words, settings_in_words


def test_each_condition_is_worded_as_a_scenario_writes_it() -> None:
    everything = Conditions(
        delay_s=0.025,
        jitter_s=0.005,
        loss_ratio=0.01,
        rate_bit_s=10**7,
        burst_bytes=12_500,
        limit_bytes=90_000,
        duplicate_ratio=0.02,
        corrupt_ratio=0.001,
        mtu_bytes=1400,
    )
    assert list(conditions_in_words(everything)) == [
        "delay 25ms",
        "jitter 5ms (uniform)",
        "loss 1%",
        "duplicate 2%",
        "corrupt 0.1%",
        "rate 10mbit (burst 12500B, queue 90kB)",
        "mtu 1400B",
    ]


def test_bursts_of_loss_are_worded_by_their_four_shares() -> None:
    bursts = Conditions(enter_ratio=0.01, leave_ratio=0.25, bad_loss_ratio=1.0, reorder_ratio=0.1)
    assert list(conditions_in_words(bursts)) == [
        "loss in bursts (enter 1%, leave 25%, bad 100%, good 0%)",
        "reorder 10%",
    ]


def test_no_conditions_have_no_words() -> None:
    assert list(conditions_in_words(Conditions())) == []


def test_settings_of_a_change_are_worded_as_they_were_written() -> None:
    bursts = BurstLoss.model_validate({"enter": "1%", "leave": "20%"})
    settings = {"delay": 0.2, "distribution": "normal", "loss": 0.0, "rate": 10**6, "mtu": 1000}
    assert list(settings_in_words(settings)) == [
        "delay 200ms",
        "distribution normal",
        "loss 0%",
        "rate 1mbit",
        "mtu 1kB",
    ]
    assert list(settings_in_words({"loss": bursts})) == [
        "loss in bursts (enter 1%, leave 20%, bad 100%, good 0%)"
    ]
