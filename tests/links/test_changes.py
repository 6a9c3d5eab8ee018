"""What a change makes of the declared conditions of each pair of hosts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from socketlab.errors import InvalidInput
from socketlab.links.changes import changes_of, ramp_problem
from socketlab.links.model import Conditions, Location, NatPlan, Route
from socketlab.links.settings import BurstLoss
from tests.links.test_order import LINKS, SLOW

BURSTS = BurstLoss.model_validate({"enter": "1%", "leave": "20%"})
BOTH = (
    Route(source=("far-1", "far-2"), destination=("server",)),
    Route(source=("server",), destination=("far-1", "far-2")),
)


def test_what_is_not_named_stays_as_declared_and_a_path_without_a_link_is_a_perfect_lan() -> None:
    found = changes_of(LINKS, BOTH, {"delay": 0.2})
    assert found["far-1", "server"].before == found["far-2", "server"].before == SLOW
    assert found["far-1", "server"].after == Conditions(delay_s=0.2, loss_ratio=0.01)
    assert found["server", "far-2"].before == Conditions()
    assert found["server", "far-2"].after == Conditions(delay_s=0.2)
    assert found["server", "far-1"].after.rate_bit_s == 10**6
    assert len(found) == 4


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"jitter": 0.01}, 'jitter needs a delay, which the path from "server" to "far-1" lacks'),
        ({"limit": 30_000}, 'limit needs a rate, which the path from "far-1" to "server" lacks'),
        ({"delay": 0.0, "reorder": 0.1}, 'reorder needs a delay, which the path from "far-1" to "server"'),
    ],
)
def test_a_setting_that_means_nothing_alone_needs_the_other_there_or_declared(
    settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        changes_of(LINKS, BOTH, settings)
    assert changes_of(LINKS, BOTH[:1], {"jitter": 0.01})["far-1", "server"].after.jitter_s == 0.01


def test_a_rate_changes_gradually_only_from_a_declared_one() -> None:
    to_far = Route(source=("server",), destination=("far-1",))
    assert changes_of(LINKS, [to_far], {"rate": 10**5}, ramped=True)
    with pytest.raises(InvalidInput, match='between "far-1" and "server" has no declared rate to start from'):
        changes_of(LINKS, BOTH[:1], {"rate": 10**5}, ramped=True)
    assert changes_of(LINKS, BOTH[:1], {"rate": 10**5})


HOME = replace(LINKS, paths=(), nats=(NatPlan(networks=("net-2",), address="198.18.200.1"),))
INTO = Route(source=("server",), destination=("far-1", "far-2"))


def test_all_hosts_behind_a_nat_are_changed_alike_by_who_is_outside() -> None:
    assert len(changes_of(HOME, [INTO], {"delay": 0.1, "rate": 10**6})) == 2
    inside = Route(source=("far-1",), destination=("far-2",))
    assert changes_of(HOME, [BOTH[0], inside], {"duplicate": 0.1})
    with pytest.raises(InvalidInput, match='"server" has one path to all hosts behind the NAT of "far-1"'):
        changes_of(HOME, [replace(INTO, destination=("far-1",))], {"delay": 0.1})
    with pytest.raises(InvalidInput, match='packets to "far-1" cannot be duplicated'):
        changes_of(HOME, [INTO], {"duplicate": 0.1})
    apart = replace(
        HOME,
        networks=("net", "net-2", "net-3"),
        locations=HOME.locations | {"far-2": Location(network="net-3", number=2, names=("far-2",))},
        nats=(NatPlan(networks=("net-2", "net-3"), address="198.18.200.1"),),
    )
    with pytest.raises(InvalidInput, match='a rate to "far-1" needs all hosts behind its NAT on one segment'):
        changes_of(apart, [INTO], {"rate": 10**6})


@pytest.mark.parametrize("settings", [{"mtu": 1000}, {"delay": 0.1, "loss": BURSTS}])
def test_what_is_no_single_quantity_cannot_change_gradually(settings: dict[str, Any]) -> None:
    assert "over cannot be used with" in (ramp_problem(settings) or "")
    assert ramp_problem({"delay": 0.1, "loss": 0.3}) is None
