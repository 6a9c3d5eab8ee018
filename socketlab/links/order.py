"""The order that a router is given, from what was planned and the subnets that the run got.

The other side is ``services/router/orders.py``.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import product
from typing import Any

from socketlab.hosts.addresses import address_in
from socketlab.links.changes import ChangeInForce, LinkChange, changes_of
from socketlab.links.model import Conditions, Cut, LinksPlan, Measured, Route, Seat
from socketlab.links.names import NameChange

GATEWAY, ROUTER, STAND_IN = 1, -3, -4
"""Addresses of each network: what its hosts send to, the router's own, and one that no host has.

The last but one is a prober's.
"""


def address_of(links: LinksPlan, subnets: Mapping[str, str], host: str) -> str:
    """The address of a host, on the first of its networks."""
    return _address(links.locations[host].seats[0], subnets)


def addresses_of(links: LinksPlan, subnets: Mapping[str, str], host: str) -> tuple[str, ...]:
    """Every address that a host may have: those it starts with, and the one that a fault gives it."""
    return tuple(_address(seat, subnets) for seat in links.locations[host].seats)


def addresses_by_network(links: LinksPlan, subnets: Mapping[str, str], host: str) -> dict[str, str]:
    """The address of a host on each of its further networks."""
    return {seat.network: _address(seat, subnets) for seat in links.locations[host].more}


def _address(seat: Seat, subnets: Mapping[str, str]) -> str:
    return address_in(subnets[seat.network], seat.number)


def gateway_of(links: LinksPlan, subnets: Mapping[str, str], host: str) -> str:
    """The router's address in a host's network: what the host sends everything else to."""
    return address_in(subnets[links.locations[host].network], GATEWAY)


def host_names(links: LinksPlan, subnets: Mapping[str, str], asker: str) -> list[str]:
    """Every name with its address, as ``name:address``: a network knows the names of its own hosts only.

    Args:
        links: The links.
        subnets: The subnet of each network.
        asker: The host that is to know them.
    """
    return [
        f"{name}:{_address(links.seat_seen(asker, host), subnets)}"
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
            pair: numbers[network]
            for source in path.source
            for destination in path.destination
            for pair, network in _seen_pairs(links, subnets, source, destination)
        }
        paths += [(source, destination, segment, number) for (source, destination), segment in pairs.items()]
    nats = [
        {
            "address": nat.address,
            "spare": nat.spare,
            "segments": [numbers[network] for network in nat.networks],
        }
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
        **({"names": _names(links, subnets)} if links.resolver else {}),
    }


def cut_order(cut: Cut, links: LinksPlan, subnets: Mapping[str, str]) -> dict[str, Any]:
    """What makes the router cut paths."""
    pairs = {pair: None for route in cut.routes for pair in route.pairs}
    addresses = [
        [source, destination]
        for one, other in pairs
        for source, destination in product(*(addresses_of(links, subnets, name) for name in (one, other)))
    ]
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
        pair: (networks[network], conditions.index(each.after))
        for (source, destination), each in changed.items()
        for pair, network in _seen_pairs(links, subnets, source, destination)
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
        address: (name,) for name in links.locations for address in addresses_of(links, subnets, name)
    }
    for nat in links.nats:
        names |= dict.fromkeys(nat.addresses, links.hidden_by(nat))
    sources = [name for source, _ in row["paths"] for name in names[source]]
    destinations = [name for _, destination in row["paths"] for name in names[destination]]
    measured = {name: value for name, value in row["measured"].items() if name != "mark"}
    return ChangeInForce(
        key=row["key"],
        route=Route(source=tuple(dict.fromkeys(sources)), destination=tuple(dict.fromkeys(destinations))),
        conditions=Conditions(**row["conditions"]),
        measured=Measured(**measured),
    )


def names_order(change: NameChange, links: LinksPlan, subnets: Mapping[str, str]) -> dict[str, Any]:
    """What makes the router give other answers."""
    askers = [address for name in change.askers for address in addresses_of(links, subnets, name)]
    return {
        "order": "answer",
        "spell": {
            "key": change.key,
            "askers": askers,
            "names": list(change.names),
            "failure": change.answer.failure or "",
            "address": change.answer.address,
            "host": change.answer.host.lower(),
            "delay_s": change.delay_s,
            "lasts_s": change.lasts_s,
        },
    }


def _names(links: LinksPlan, subnets: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The address of each name: for everyone, and by the asker's address where a host finds another.

    Names are in lower case: case means nothing in them.
    """
    usual = {
        name.lower(): address_of(links, subnets, host)
        for host, location in links.locations.items()
        for name in location.names
    }
    names = {"": usual}
    several = [host for host, location in links.locations.items() if location.more]
    for asker in links.locations:
        other = {
            name.lower(): _address(links.seat_seen(asker, host), subnets)
            for host in several
            for name in links.locations[host].names
        }
        if not other.items() <= usual.items():
            names |= dict.fromkeys(addresses_of(links, subnets, asker), other)
    return names


def _seen_pairs(
    links: LinksPlan, subnets: Mapping[str, str], source: str, destination: str
) -> Iterator[tuple[tuple[str, str], str]]:
    """The addresses of the packets from one host to another, and the network that they are sent into.

    These are all that either host may have. What is sent to a host behind a NAT goes to the NAT's address.
    """
    location = links.locations[destination]
    nats = links.nats_between(source, destination)
    own_nats = links.nats_of(source)
    hidden = {network for nat in links.nats if nat not in own_nats for network in nat.networks}
    seen = [(_address(seat, subnets), seat.network) for seat in location.seats if seat.network not in hidden]
    for nat in nats:
        inside = next(network for network in location.networks if network in nat.networks)
        seen += [(address, inside) for address in nat.addresses]
    for own, (address, network) in product(addresses_of(links, subnets, source), seen):
        yield (own, address), network


def _segment(subnet: str) -> dict[str, str]:
    return {
        "subnet": str(ipaddress.ip_network(subnet)),
        "gateway": address_in(subnet, GATEWAY),
        "stand_in": address_in(subnet, STAND_IN),
    }
