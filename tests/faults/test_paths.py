"""What faults on paths share: their groups, their time, and what they have affected."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from socketlab.errors import ImageMissing
from socketlab.faults.partition import Partition
from socketlab.links.model import Route
from tests.plan.plans import FLEET, NOWHERE, PRIVATE, ROUTED, plan_of


def fault(**settings: object) -> Partition:
    return Partition.model_validate(settings)


def test_two_groups_are_named_in_one_of_two_ways() -> None:
    both = fault(between=["a", ["b", "c"]])
    assert (both.sides, both.both_ways, both.subject) == ((("a",), ("b", "c")), True, "a and b, c")
    one = fault(**{"from": "a", "to": "b", "for": "2s"})
    assert (one.sides, one.both_ways, one.subject, one.lasts_s) == ((("a",), ("b",)), False, "a to b", 2.0)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "needs either between (both directions), or from and to (one direction)"),
        ({"from": "a"}, "needs either between"),
        ({"between": ["a", "b"], "from": "a", "to": "b"}, "needs either between"),
        ({"between": "a"}, "must be a list of two groups such as [clients, server]"),
        ({"between": ["a"]}, "must be a list of two groups"),
    ],
)
def test_anything_else_is_refused(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        fault(**settings)
    assert message in str(raised.value)


def test_the_plan_chooses_the_paths_and_separates_the_hosts(tmp_path: Path) -> None:
    step = 'timeline: [{at: 1s, partition: {from: "2 of clients", to: server}}]\n'
    plan = plan_of(tmp_path, PRIVATE + FLEET + step, ROUTED)
    (route,) = plan.timeline[0].routes
    assert len(route.source) == 2
    assert route.destination == ("server",)
    assert plan.links is not None
    assert plan.links.paths == ()
    networks = {host.name: host.networks for host in plan.everyone}
    assert all(networks[name] != networks["server"] for name in route.source)
    assert {name for name, each in networks.items() if each == networks["server"]} - {"server"} == {
        client.host.name for client in plan.clients
    } - set(route.source)


def test_everyone_is_everyone_else(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, PRIVATE + FLEET + "timeline: [{at: 1s, isolate: {host: server}}]\n", ROUTED)
    fleet = ("clients-1", "clients-2", "clients-3")
    assert plan.timeline[0].routes == (
        Route(source=("server",), destination=fleet),
        Route(source=fleet, destination=("server",)),
    )
    assert plan.timeline[0].name == "isolate server"


def test_a_router_is_needed(tmp_path: Path) -> None:
    with pytest.raises(ImageMissing, match="socketlab/router"):
        plan_of(tmp_path, PRIVATE + FLEET + "timeline: [{at: 1s, isolate: {host: server}}]\n", NOWHERE)
