"""The order that a router is given, from what was planned and the subnets that the run got.

The other side is ``services/router/orders.py``.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from socketlab.hosts.addresses import address_in
from socketlab.links.changes import ChangeInForce, LinkChange, changes_of
from socketlab.links.model import Conditions, Cut, LinksPlan, Measured, Route

GATEWAY, ROUTER, STAND_IN = 1, -3, -4
"""Addresses of each network: what its hosts send to, the router's own, and one that no host has.

The last but one is a prober's.
"""


def address_of(links: LinksPlan, subnets: Mapping[str, str], host: str) -> str:
    """The address of a host."""
    location = links.locations[host]
    return address_in(subnets[location.network], location.number)


def host_names(links: LinksPlan, subnets: Mapping[str, str]) -> list[str]:
    """Every name with its address, as ``name:address``: a network knows the names of its own hosts only."""
    return [
        f"{name}:{address_of(links, subnets, host)}"
        for host, location in links.locations.items()
        for name in location.names
    ]


def router_addresses(links: LinksPlan, subnets: Mapping[str, str]) -> dict[str, str]:
    """The router's own address in each network, in the order of the networks."""
    return {network: address_in(subnets[network], ROUTER) for network in links.networks}


def set_up_order(links: LinksPlan, subnets: Mapping[str, str]) -> dict[str, Any]:
    """What makes the router put all conditions in force.

    Each pair of hosts is a path of its own; all hosts behind a NAT are one receiver, whose address is the
    NAT's. Of the pairs with the same conditions the first is probed.
    """
    numbers = {network: number for number, network in enumerate(links.networks)}
    paths: list[tuple[str, str, int, int]] = []
    probed: list[int] = []
    for number, path in enumerate(links.paths):
        probed.append(len(paths) + 1)
        pairs = {
            (address_of(links, subnets, source), _seen_address(links, subnets, source, destination)): (
                numbers[links.locations[destination].network]
            )
            for source in path.source
            for destination in path.destination
        }
        paths += [(source, destination, segment, number) for (source, destination), segment in pairs.items()]
    nats = [
        {"address": nat.address, "segments": [numbers[network] for network in nat.networks]}
        for nat in links.nats
    ]
    return {
        "order": "set-up",
        "seed": links.seed,
        "shaper": links.shaper,
        "segments": [_segment(subnets[network]) for network in links.networks],
        "conditions": [asdict(path.conditions) for path in links.paths],
        "paths": paths,
        "probed": probed,
        **({"nats": nats} if nats else {}),
    }


def cut_order(cut: Cut, links: LinksPlan, subnets: Mapping[str, str]) -> dict[str, Any]:
    """What makes the router cut paths."""
    pairs = {pair: None for route in cut.routes for pair in route.pairs}
    addresses = [[address_of(links, subnets, name) for name in pair] for pair in pairs]
    return {
        "order": "cut",
        "cut": {"key": cut.key, "pairs": addresses, "kind": cut.kind, "lasts_s": cut.lasts_s},
    }


def change_order(change: LinkChange, links: LinksPlan, subnets: Mapping[str, str]) -> dict[str, Any]:
    """What makes the router change conditions.

    Raises:
        InvalidInput: when the change does not fit what was declared.
    """
    changed = changes_of(links, change.routes, change.settings, ramped=bool(change.over_s))
    conditions = list(dict.fromkeys(each.after for each in changed.values()))
    networks = {network: number for number, network in enumerate(links.networks)}
    paths = {
        (address_of(links, subnets, source), _seen_address(links, subnets, source, destination)): (
            networks[links.locations[destination].network],
            conditions.index(each.after),
        )
        for (source, destination), each in changed.items()
    }
    return {
        "order": "change",
        "change": {
            "key": change.key,
            "over_s": change.over_s,
            "lasts_s": change.lasts_s,
            "conditions": [asdict(each) for each in conditions],
            "paths": [[*addresses, *numbers] for addresses, numbers in paths.items()],
        },
    }


def in_force_of(row: Mapping[str, Any], links: LinksPlan, subnets: Mapping[str, str]) -> ChangeInForce:
    """What the router says of a change, with the names of hosts instead of their addresses."""
    names: dict[str, tuple[str, ...]] = {
        address_of(links, subnets, name): (name,) for name in links.locations
    }
    for nat in links.nats:
        names[nat.address] = tuple(name for name in links.locations if links.nat_of(name) == nat)
    sources = [name for source, _ in row["paths"] for name in names[source]]
    destinations = [name for _, destination in row["paths"] for name in names[destination]]
    measured = {name: value for name, value in row["measured"].items() if name != "mark"}
    return ChangeInForce(
        key=row["key"],
        route=Route(source=tuple(dict.fromkeys(sources)), destination=tuple(dict.fromkeys(destinations))),
        conditions=Conditions(**row["conditions"]),
        measured=Measured(**measured),
    )


def _seen_address(links: LinksPlan, subnets: Mapping[str, str], source: str, destination: str) -> str:
    """The address that one host sends to when it answers another."""
    nat = links.nat_of(destination)
    return address_of(links, subnets, destination) if nat in (None, links.nat_of(source)) else nat.address


def _segment(subnet: str) -> dict[str, str]:
    return {
        "subnet": str(ipaddress.ip_network(subnet)),
        "gateway": address_in(subnet, GATEWAY),
        "stand_in": address_in(subnet, STAND_IN),
    }
