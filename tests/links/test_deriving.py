"""Conditions derived from settings, and settings found again in conditions."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.links.deriving import conditions_of, settings_of
from socketlab.links.model import Conditions
from socketlab.links.settings import BurstLoss


def test_a_rate_has_a_burst_and_a_queue_that_follow_from_rate_and_delay() -> None:
    fast = conditions_of({"rate": 10**8, "delay": 0.1})
    assert (fast.burst_bytes, fast.limit_bytes) == (125_000, 3_125_000)
    slow = conditions_of({"rate": 33_600})
    assert (slow.burst_bytes, slow.limit_bytes) == (3028, 15_140)
    told = conditions_of({"rate": 10**8, "burst": 2000, "limit": 3000})
    assert (told.burst_bytes, told.limit_bytes) == (2000, 3000)
    assert conditions_of({"burst": 2000, "limit": 3000}) == Conditions()


def test_losses_in_bursts_keep_their_four_shares() -> None:
    bursts = BurstLoss.model_validate({"enter": "1%", "leave": "20%", "bad": "90%", "good": "0.1%"})
    found = conditions_of({"loss": bursts})
    states = (found.enter_ratio, found.leave_ratio)
    assert (*states, found.bad_loss_ratio, found.loss_ratio) == (0.01, 0.2, 0.9, 0.001)


BURSTS = BurstLoss.model_validate({"enter": "1%", "leave": "20%", "bad": "90%", "good": "0.1%"})


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"delay": 0.02, "jitter": 0.01, "distribution": "normal", "reorder": 0.25},
        {"rate": 10**6, "delay": 0.1},
        {"rate": 10**6, "burst": 20_000, "limit": 30_000},
        {"loss": BURSTS, "duplicate": 0.1, "corrupt": 0.01, "mtu": 1000},
        {"loss": 0.3},
    ],
)
def test_settings_that_are_found_again_give_the_same_conditions(settings: dict[str, Any]) -> None:
    conditions = conditions_of(settings)
    found = settings_of(conditions)
    assert conditions_of(found) == conditions
    assert {"burst", "limit"} & found.keys() == {"burst", "limit"} & settings.keys()


def test_a_queue_that_follows_from_the_delay_grows_with_it_and_one_that_was_written_does_not() -> None:
    derived = settings_of(conditions_of({"rate": 10**8, "delay": 0.01}))
    assert conditions_of(derived | {"delay": 0.1}) == conditions_of({"rate": 10**8, "delay": 0.1})
    written = settings_of(conditions_of({"rate": 10**8, "limit": 20_000}))
    assert conditions_of(written | {"delay": 0.1}).limit_bytes == 20_000
