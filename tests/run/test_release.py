"""The lab's clock as the gates report it, and the order that releases them."""

from __future__ import annotations

import json

import pytest

from socketlab.hosts.model import ClientPlan, HostPlan, Placement
from socketlab.hosts.settings import Machine
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


def client(*, gate_added: bool = False) -> ClientPlan:
    host = HostPlan(
        name="clients-1",
        role="client",
        service="client",
        placement=Placement.PRIVATE,
        machine=Machine(image="x"),
        gated=True,
        gate_added=gate_added,
    )
    return ClientPlan(host=host, fleet="clients", index=1, collect=("a",))


def test_an_added_gate_gets_a_moment_and_its_key_and_no_more() -> None:
    secrets = Credentials(nonce="n", key=b"\x01\xfe")
    assert order(7.5, client(gate_added=True), secrets) == b"7.500000000 01fe\n"


def test_an_order_brings_the_gate_its_secrets() -> None:
    line = order(7.5, client(), Credentials(nonce="n", key=b"\x01\x02"))
    assert line.endswith(b"\n")
    assert json.loads(line) == {"release": 7.5, "collect": ["a"], "key": "0102", "nonce": "n"}
