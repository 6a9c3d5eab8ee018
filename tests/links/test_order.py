"""What a router is told, and that the router reads it as it was meant."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from services.router.orders import change_of, setup_of, spell_of
from socketlab.links.changes import ChangeInForce, LinkChange
from socketlab.links.model import (
    Conditions,
    Cut,
    LinksPlan,
    Location,
    Measured,
    NatPlan,
    PathPlan,
    Route,
    Seat,
)
from socketlab.links.names import Answer, NameChange
from socketlab.links.order import (
    addresses_by_network,
    change_order,
    cut_order,
    gateway_of,
    host_names,
    in_force_of,
    names_order,
    router_addresses,
    set_up_order,
)

SUBNETS = {"net": "198.19.1.0/24", "net-2": "198.19.9.0/24"}
SLOW = Conditions(delay_s=0.08, loss_ratio=0.01)
LINKS = LinksPlan(
    networks=("net", "net-2"),
    paths=(
        PathPlan(source=("far-1", "far-2"), destination=("server",), conditions=SLOW),
        PathPlan(source=("server",), destination=("far-1",), conditions=Conditions(rate_bit_s=10**6)),
    ),
    locations={
        "server": Location(network="net", number=2, names=("server", "fork-server")),
        "far-1": Location(network="net-2", number=2, names=("far-1",)),
        "far-2": Location(network="net-2", number=3, names=("far-2",)),
    },
    shaper="fallback",
    seed="7",
)


def test_every_name_gets_its_address_wherever_its_host_is() -> None:
    assert host_names(LINKS, SUBNETS, "far-1") == [
        "server:198.19.1.2",
        "fork-server:198.19.1.2",
        "far-1:198.19.9.2",
        "far-2:198.19.9.3",
    ]


def test_the_router_has_an_address_of_its_own_in_each_network() -> None:
    assert router_addresses(LINKS, SUBNETS) == {"net": "198.19.1.253", "net-2": "198.19.9.253"}


def test_the_router_reads_each_pair_as_a_path_and_probes_the_first_of_each_kind() -> None:
    setup = setup_of(json.loads(json.dumps(set_up_order(LINKS, SUBNETS))))
    assert setup.shaper == "fallback"
    assert [(path.mark, path.source, path.destination, path.segment) for path in setup.paths] == [
        (1, "198.19.9.2", "198.19.1.2", 0),
        (2, "198.19.9.3", "198.19.1.2", 0),
        (3, "198.19.1.2", "198.19.9.2", 1),
    ]
    assert setup.probed == (1, 3)
    assert setup.path(1).conditions.delay_s == 0.08
    assert setup.path(3).conditions.rate_bit_s == 10**6
    first, second = setup.segments
    assert (first.subnet, first.gateway, first.stand_in) == ("198.19.1.0/24", "198.19.1.1", "198.19.1.252")
    assert second.gateway == "198.19.9.1"


def test_the_router_is_told_which_addresses_are_cut_each_once() -> None:
    there = Route(source=("far-1", "far-2"), destination=("server", "far-1"))
    cut = Cut(key="3", routes=(there, there), kind="drop", lasts_s=2.0)
    assert cut_order(cut, LINKS, SUBNETS) == {
        "order": "cut",
        "cut": {
            "key": "3",
            "pairs": [
                ["198.19.9.2", "198.19.1.2"],
                ["198.19.9.3", "198.19.1.2"],
                ["198.19.9.3", "198.19.9.2"],
            ],
            "kind": "drop",
            "lasts_s": 2.0,
        },
    }


def test_the_router_reads_a_change_with_the_conditions_that_follow_for_each_pair() -> None:
    routes = (
        Route(source=("far-1", "far-2"), destination=("server",)),
        Route(source=("server",), destination=("far-1",)),
    )
    change = LinkChange(key="3", routes=routes, settings={"delay": 0.2}, over_s=1.0, lasts_s=3.0)
    read = change_of(json.loads(json.dumps(change_order(change, LINKS, SUBNETS))))
    assert (read.key, read.over_s, read.lasts_s) == ("3", 1.0, 3.0)
    assert [(*shift.pair, shift.segment, shift.conditions.loss_ratio) for shift in read.shifts] == [
        ("198.19.9.2", "198.19.1.2", 0, 0.01),
        ("198.19.9.3", "198.19.1.2", 0, 0.01),
        ("198.19.1.2", "198.19.9.2", 1, 0.0),
    ]
    assert {shift.conditions.delay_s for shift in read.shifts} == {0.2}


def test_what_the_router_says_of_a_change_names_hosts() -> None:
    row = {
        "key": "3",
        "paths": [["198.19.9.2", "198.19.1.2"], ["198.19.9.3", "198.19.1.2"]],
        "conditions": asdict(SLOW),
        "measured": {"mark": 4, "sent": 20, "arrived": 20, "median_s": 0.08},
    }
    assert in_force_of(row, LINKS, SUBNETS) == ChangeInForce(
        key="3",
        route=Route(source=("far-1", "far-2"), destination=("server",)),
        conditions=SLOW,
        measured=Measured(sent=20, arrived=20, median_s=0.08),
    )


def test_hosts_behind_a_nat_are_changed_at_its_address_and_named_by_it() -> None:
    home = replace(LINKS, paths=(), nats=(NatPlan(networks=("net-2",), address="198.18.200.1"),))
    into = Route(source=("server",), destination=("far-1", "far-2"))
    change = LinkChange(key="3", routes=(into,), settings={"delay": 0.2}, lasts_s=3.0)
    order = change_order(change, home, SUBNETS)
    assert order["change"]["paths"] == [["198.19.1.2", "198.18.200.1", 1, 0]]
    row = {
        "key": "3",
        "paths": [["198.19.1.2", "198.18.200.1"]],
        "conditions": asdict(SLOW),
        "measured": {"mark": 4, "sent": 20, "arrived": 20, "median_s": 0.08},
    }
    assert in_force_of(row, home, SUBNETS).route == into


MOVING = replace(
    LINKS,
    locations=LINKS.locations
    | {"server": Location(network="net", number=2, names=("server", "Web"), spare=9)},
    nats=(NatPlan(networks=("net-2",), address="198.18.200.1", spare="198.18.201.1", declared="home"),),
    resolver=True,
)
BOTH = ("198.19.1.2", "198.19.1.9")


def test_paths_cuts_and_changes_hold_for_every_address_that_a_host_or_a_nat_may_have() -> None:
    setup = setup_of(json.loads(json.dumps(set_up_order(MOVING, SUBNETS))))
    into = [("198.19.9.2", own) for own in BOTH] + [("198.19.9.3", own) for own in BOTH]
    nats = ("198.18.200.1", "198.18.201.1")
    out = [(own, nat) for own in BOTH for nat in nats]
    assert [(path.source, path.destination) for path in setup.paths] == into + out
    assert setup.probed == (1, 5)
    assert [(nat.address, nat.spare) for nat in setup.nats] == [nats]
    there = Route(source=("far-1",), destination=("server",))
    cut = cut_order(Cut(key="3", routes=(there,), kind="drop", lasts_s=2.0), MOVING, SUBNETS)
    assert cut["cut"]["pairs"] == [["198.19.9.2", own] for own in BOTH]
    back = Route(source=("server",), destination=("far-1", "far-2"))
    change = LinkChange(key="3", routes=(back,), settings={"delay": 0.2}, lasts_s=3.0)
    order = change_order(change, MOVING, SUBNETS)
    assert [tuple(path[:2]) for path in order["change"]["paths"]] == out
    row = {
        "key": "3",
        "paths": out,
        "conditions": asdict(SLOW),
        "measured": {"mark": 4, "sent": 20, "arrived": 20, "median_s": 0.08},
    }
    assert in_force_of(row, MOVING, SUBNETS).route == back


def test_the_router_is_told_the_names_where_it_answers_for_them() -> None:
    told = set_up_order(MOVING, SUBNETS)["names"]
    assert told == {
        "": {
            "server": "198.19.1.2",
            "web": "198.19.1.2",
            "far-1": "198.19.9.2",
            "far-2": "198.19.9.3",
        }
    }
    assert setup_of(set_up_order(MOVING, SUBNETS)).names == told
    assert "names" not in set_up_order(LINKS, SUBNETS)
    assert gateway_of(MOVING, SUBNETS, "far-1") == "198.19.9.1"


def test_the_router_reads_which_answers_change_for_whom() -> None:
    change = NameChange(
        key="4",
        askers=("server", "far-1"),
        names=("api",),
        answer=Answer(host="Web"),
        delay_s=0.5,
        lasts_s=3.0,
    )
    spell = spell_of(json.loads(json.dumps(names_order(change, MOVING, SUBNETS))))
    assert spell.askers == {*BOTH, "198.19.9.2"}
    assert (spell.key, spell.names, spell.host) == ("4", frozenset({"api"}), "web")
    assert (spell.failure, spell.address, spell.delay_s, spell.lasts_s) == ("", "", 0.5, 3.0)


SEVERAL = LinksPlan(
    networks=("home", "world", "world-02"),
    paths=(
        PathPlan(source=("gate",), destination=("inside", "server"), conditions=SLOW),
        PathPlan(source=("server",), destination=("gate", "inside"), conditions=SLOW),
    ),
    locations={
        "gate": Location(network="world", number=2, names=("gate",), more=(Seat(network="home", number=2),)),
        "inside": Location(network="home", number=3, names=("inside",)),
        "server": Location(network="world-02", number=2, names=("server",)),
    },
    nats=(NatPlan(networks=("home",), address="198.18.200.1", declared="home"),),
    declared={"home": "home", "world": "world", "world-02": "world"},
)
WHERE = {"home": "198.19.1.0/24", "world": "198.19.2.0/24", "world-02": "198.19.3.0/24"}


def test_a_host_on_several_networks_is_found_where_the_asker_is() -> None:
    found = {asker: host_names(SEVERAL, WHERE, asker)[0] for asker in SEVERAL.locations}
    assert found == {
        "gate": "gate:198.19.2.2",
        "inside": "gate:198.19.1.2",
        "server": "gate:198.19.2.2",
    }
    names = set_up_order(replace(SEVERAL, resolver=True), WHERE)["names"]
    assert names[""]["gate"] == "198.19.2.2"
    assert {asker: table for asker, table in names.items() if asker} == {"198.19.1.3": {"gate": "198.19.1.2"}}
    assert addresses_by_network(SEVERAL, WHERE, "gate") == {"home": "198.19.1.2"}


def test_one_that_no_asker_shares_a_network_with_is_found_outside_a_nat() -> None:
    elsewhere = replace(SEVERAL, declared={**SEVERAL.declared, "world-02": "moon"})
    assert host_names(elsewhere, WHERE, "server")[0] == "gate:198.19.2.2"


def test_paths_lead_to_the_addresses_that_are_outside_and_to_the_nat_of_a_host_that_has_none() -> None:
    setup = setup_of(json.loads(json.dumps(set_up_order(SEVERAL, WHERE))))
    assert [(path.source, path.destination, path.segment) for path in setup.paths] == [
        ("198.19.2.2", "198.19.1.3", 0),
        ("198.19.1.2", "198.19.1.3", 0),
        ("198.19.2.2", "198.19.3.2", 2),
        ("198.19.1.2", "198.19.3.2", 2),
        ("198.19.3.2", "198.19.2.2", 1),
        ("198.19.3.2", "198.18.200.1", 0),
    ]
