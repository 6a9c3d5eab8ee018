"""The lab's clock as the gates report it, and the order that releases them."""

from __future__ import annotations

import json

import pytest

from socketlab.record.credentials import Credentials
from socketlab.record.journal import GateWaiting
from socketlab.run.release import LabClock, order


def heard(*clocks: float) -> float | None:
    """The lab's time at the moment 0 of the run, after gates have reported these clocks then."""
    clock = LabClock()
    for each in clocks:
        clock.heard(GateWaiting(role="gate", clock=each), 0.0)
    return clock.at(0.0)


def test_the_note_that_travelled_least_gives_the_time() -> None:
    assert heard(100.0, 100.25, 99.5) == 100.25


@pytest.mark.parametrize("liar", [1e8, 0.0, 106.0])
def test_one_gate_whose_clock_is_far_off_has_no_say(liar: float) -> None:
    assert heard(100.0, liar, 100.25) == 100.25


def test_before_any_note_there_is_no_time() -> None:
    assert heard() is None


def test_an_order_brings_the_gate_its_secrets() -> None:
    line = order(7.5, ("a",), Credentials(nonce="n", key=b"\x01\x02"))
    assert line.endswith(b"\n")
    assert json.loads(line) == {"release": 7.5, "collect": ["a"], "key": "0102", "nonce": "n"}
