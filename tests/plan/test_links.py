"""Links planned: whose packets meet which conditions, and who shares a network."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import InvalidInput
from socketlab.links.model import Conditions
from socketlab.plan.links import pairs_with_conditions, separated
from socketlab.plan.model import Plan
from socketlab.plan.stored import plan_from_json, plan_to_json
from tests.plan.plans import ROUTED, SERVICES, plan_of
from tests.spec.yaml_files import one

FLEETS = """\
hosts: {server: {service: web}, other: {service: web}}
fleets:
  near: {service: client, count: 2, command: [call, server]}
  far: {service: client, count: 3, command: [call, server]}
"""


def text(*links: str) -> str:
    return SERVICES + FLEETS + "links:\n" + "".join(f"  - {link}\n" for link in links)


def linked(folder: Path, *links: str) -> Plan:
    return plan_of(folder, text(*links), ROUTED)


def pairs(folder: Path, *links: str) -> dict[tuple[str, str], Conditions]:
    return pairs_with_conditions(one(folder, text(*links)), seed=7)


def test_a_link_between_two_groups_holds_for_each_pair_in_both_directions(tmp_path: Path) -> None:
    found = pairs(tmp_path, "{between: [far, server], delay: 80ms}")
    far = [f"far-{number}" for number in (1, 2, 3)]
    assert set(found) == {(name, "server") for name in far} | {("server", name) for name in far}
    assert set(found.values()) == {Conditions(delay_s=0.08)}


def test_a_link_in_one_direction_to_one_client_outranks_the_rest_setting_by_setting(tmp_path: Path) -> None:
    found = pairs(
        tmp_path,
        "{between: [far, server], delay: 80ms, loss: 1%}",
        "{from: server, to: 'far[2]', delay: 200ms}",
    )
    assert found["server", "far-2"] == Conditions(delay_s=0.2, loss_ratio=0.01)
    assert found["far-2", "server"] == found["server", "far-1"] == Conditions(delay_s=0.08, loss_ratio=0.01)


def test_a_link_within_a_group_is_between_each_two_of_it(tmp_path: Path) -> None:
    found = pairs(tmp_path, "{between: [near, near], delay: 1ms}")
    assert set(found) == {("near-1", "near-2"), ("near-2", "near-1")}


def test_a_profile_has_an_upper_and_a_lower_direction(tmp_path: Path) -> None:
    found = pairs(tmp_path, "{between: ['far[1]', server], profile: dial-up, delay: 60ms}")
    assert (found["far-1", "server"].rate_bit_s, found["server", "far-1"].rate_bit_s) == (33_600, 53_300)
    assert {each.delay_s for each in found.values()} == {0.06}


def test_a_link_that_changes_nothing_needs_no_router(tmp_path: Path) -> None:
    plan = linked(tmp_path, "{between: [far, server], delay: 0s, loss: 0%}")
    assert (plan.links, plan.more_networks) == (None, ())
    assert {host.networks for host in plan.everyone} == {("socketlab-testrun1",)}


def test_hosts_with_conditions_between_them_share_no_network_and_the_others_do(tmp_path: Path) -> None:
    plan = linked(tmp_path, "{between: [far, server], delay: 80ms}")
    first, second = "socketlab-testrun1", "socketlab-testrun1-02"
    assert [network.name for network in plan.networks] == [first, second]
    assert {host.name: (host.networks, host.address_number) for host in plan.everyone} == {
        "server": ((first,), 2),
        "other": ((first,), 3),
        "near-1": ((first,), 4),
        "near-2": ((first,), 5),
        "far-1": ((second,), 2),
        "far-2": ((second,), 3),
        "far-3": ((second,), 4),
    }
    assert plan.links is not None
    assert plan.links.locations["server"].names == ("server",)
    assert [(path.source, path.destination) for path in plan.links.paths] == [
        (("far-1", "far-2", "far-3"), ("server",)),
        (("server",), ("far-1", "far-2", "far-3")),
    ]
    assert not set(plan.networks[0].subnets) & set(plan.networks[1].subnets[:1])


def test_a_plan_with_links_is_stored_and_read_again(tmp_path: Path) -> None:
    plan = linked(tmp_path, "{between: [far, server], profile: lossy}")
    assert plan_from_json(plan_to_json(plan).encode()) == plan


def test_hosts_are_separated_greedily_in_order() -> None:
    slow = Conditions(delay_s=1.0)
    assert separated(("a", "b", "c"), {("a", "b"): slow}) == [["a", "c"], ["b"]]
    triangle = {("b", "a"): slow, ("c", "b"): slow, ("a", "c"): slow}
    assert separated(("a", "b", "c"), triangle) == [["a"], ["b"], ["c"]]
    assert separated(("a", "b"), {}) == [["a", "b"]]


@pytest.mark.parametrize(
    ("fleets", "message"),
    [
        ("near: {service: client, count: 31, command: [x]}", "needs 31 networks for its links, more than 30"),
        ("near: {service: client, count: 64, command: [x]}", "conditions between 4032 pairs of hosts"),
    ],
)
def test_more_than_a_router_can_do_is_refused(tmp_path: Path, fleets: str, message: str) -> None:
    many = SERVICES + f"hosts: {{server: {{service: web}}}}\nfleets:\n  {fleets}\n"
    with pytest.raises(InvalidInput, match=message):
        plan_of(tmp_path, many + "links: [{between: [near, near], delay: 1ms}]\n", ROUTED)
