"""Networks planned: who is on which, and what becomes of conditions into one behind a NAT."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import InvalidInput
from socketlab.links.model import NatPlan
from socketlab.links.order import set_up_order
from socketlab.plan.model import Plan
from socketlab.plan.stored import plan_from_json, plan_to_json
from tests.plan.plans import ROUTED, SERVICES, plan_of

HOMES = """\
networks: {away: {behind: nat}, home: {behind: nat}, world: {}}
hosts: {server: {service: web, networks: [world]}, other: {service: web}}
fleets: {near: {service: client, count: 2, networks: [home], command: [call, server]}}
"""
FIRST, SECOND, THIRD, FOURTH = (f"socketlab-testrun1{number}" for number in ("", "-02", "-03", "-04"))


def planned(folder: Path, more: str = "", text: str = HOMES) -> Plan:
    return plan_of(folder, SERVICES + text + more, ROUTED)


def test_each_network_has_subnets_of_its_own_and_the_router_is_between_them(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    assert [(each.name, each.declared, each.nat) for each in plan.networks] == [
        (FIRST, "world", ""),
        (SECOND, "default", ""),
        (THIRD, "home", "198.18.200.2"),
    ]
    assert len({each.subnets[0] for each in plan.networks}) == 3
    assert {host.name: host.networks for host in plan.everyone} == {
        "server": (FIRST,),
        "other": (SECOND,),
        "near-1": (THIRD,),
        "near-2": (THIRD,),
    }
    assert plan.links is not None
    assert plan.links.networks == (FIRST, SECOND, THIRD)
    assert plan.links.nats == (NatPlan(networks=(THIRD,), address="198.18.200.2", declared="home"),)
    assert plan_from_json(plan_to_json(plan).encode()) == plan


def test_links_within_a_network_divide_it(tmp_path: Path) -> None:
    plan = planned(tmp_path, "links: [{between: ['near[1]', 'near[2]'], delay: 5ms}]\n")
    assert [each.declared for each in plan.networks] == ["world", "default", "home", "home"]
    assert plan.links is not None
    assert plan.links.nats == (NatPlan(networks=(THIRD, FOURTH), address="198.18.200.2", declared="home"),)
    order = set_up_order(plan.links, {each.name: each.subnets[0] for each in plan.networks})
    assert order["nats"] == [{"address": "198.18.200.2", "spare": "", "segments": [2, 3]}]
    assert not any("198.18.200.2" in path for path in order["paths"])


def test_all_hosts_behind_a_nat_are_one_receiver(tmp_path: Path) -> None:
    plan = planned(tmp_path, "links: [{between: [near, server], delay: 5ms, rate: 1mbit}]\n")
    assert plan.links is not None
    subnets = {each.name: each.subnets[0] for each in plan.networks}
    home, world = (subnets[name].rpartition(".")[0] for name in (THIRD, FIRST))
    order = set_up_order(plan.links, subnets)
    assert order["paths"] == [
        (f"{home}.2", f"{world}.2", 0, 0),
        (f"{home}.3", f"{world}.2", 0, 0),
        (f"{world}.2", "198.18.200.2", 2, 1),
    ]
    assert order["probed"] == [1, 3]


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ("{between: ['near[1]', server], delay: 5ms}", '"server" has one path to all of its hosts'),
        ("{between: [near, server], duplicate: 5%}", "packets into it cannot be duplicated"),
        (
            "{between: [near, server], rate: 1mbit}, {between: [near, near], delay: 1ms}",
            "a rate into it needs all of its hosts on one segment",
        ),
    ],
)
def test_what_cannot_be_had_on_the_way_into_a_home_is_refused(
    tmp_path: Path, links: str, message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        planned(tmp_path, f"links: [{links}]\n")
    assert caught.value.message == f'the network "home" is behind a NAT: {message}'
    assert caught.value.hint


def test_conditions_in_one_direction_out_of_a_home_are_each_hosts_own(tmp_path: Path) -> None:
    plan = planned(tmp_path, "links: [{from: 'near[1]', to: server, duplicate: 5%}]\n")
    assert plan.links is not None
    assert len(plan.links.paths) == 1


def test_a_host_may_be_on_several_networks_and_has_an_address_on_each(tmp_path: Path) -> None:
    text = HOMES.replace("networks: [world]", "networks: [world, home]")
    plan = planned(tmp_path, "links: [{between: [near, server], delay: 5ms}]\n", text)
    assert [(each.name, each.declared) for each in plan.networks] == [
        (FIRST, "world"),
        (SECOND, "default"),
        (THIRD, "home"),
        (FOURTH, "home"),
    ]
    assert {host.name: host.networks for host in plan.everyone} == {
        "server": (FIRST, THIRD),
        "other": (SECOND,),
        "near-1": (FOURTH,),
        "near-2": (FOURTH,),
    }
    assert plan.links is not None
    location = plan.links.locations["server"]
    assert [(seat.network, seat.number) for seat in location.seats] == [(FIRST, 2), (THIRD, 2)]
    assert plan.links.seat_seen("near-1", "server").network == THIRD
    assert plan.links.seat_seen("other", "server").network == FIRST
    assert [plan.links.hidden_by(nat) for nat in plan.links.nats] == [("near-1", "near-2")]
    assert plan_from_json(plan_to_json(plan).encode()) == plan


def test_a_network_without_hosts_is_noted(tmp_path: Path) -> None:
    assert planned(tmp_path).notes == ('network "away" has no hosts, and is not made',)
    used = HOMES.replace("other: {service: web}", "other: {service: web, networks: [away]}")
    assert planned(tmp_path, text=used).notes == ()
