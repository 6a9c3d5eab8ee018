"""Networks planned: who is on which, which engine's networks they become, and who is behind a NAT."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from socketlab.errors import InvalidInput
from socketlab.links.model import Conditions, LinksPlan, NatPlan
from socketlab.plan.model import Plan
from socketlab.spec.load import Scenario
from socketlab.spec.networks import DEFAULT_NETWORK
from socketlab.spec.scenario import ScenarioSpec

NAT_ADDRESSES = "198.18.200"
"""Addresses of NATs: of the testing range's lower half, of which probes of links use the beginning.

Source: RFC 2544, appendix C.2.2.
"""

SPARE_NAT_ADDRESSES = "198.18.201"
"""Their second addresses, which faults give them."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A network as the scenario declares it.

    Args:
        name: What it calls it; empty where it declares none.
        members: The names of the hosts and clients on it.
        nat: The address of the NAT that it is behind; empty where it is behind none.
    """

    name: str
    members: tuple[str, ...]
    nat: str = ""


def declared_networks(plan: Plan, spec: ScenarioSpec) -> tuple[Declared, ...]:
    """The networks that have hosts; all hosts on one where none is declared.

    They are in the order of declaration, but those behind a NAT are the last: the default route of a host on
    several networks leads through the first of them.
    """
    names = tuple(host.name for host in plan.everyone)
    if not spec.networks:
        return (Declared(name="", members=names),)
    chosen = {host.name: spec.hosts[host.name].networks for host in plan.hosts}
    chosen |= {client.host.name: spec.fleets[client.fleet].networks for client in plan.clients}
    members: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for network in chosen[name] or (DEFAULT_NETWORK,):
            members[network].append(name)
    behind = [name for name, network in spec.networks.items() if network.behind == "nat"]
    nats = {name: f"{NAT_ADDRESSES}.{number}" for number, name in enumerate(behind, start=1)}
    found = (
        Declared(name=name, members=tuple(members[name]), nat=nats.get(name, ""))
        for name in dict.fromkeys([*spec.networks, DEFAULT_NETWORK])
        if name in members
    )
    return tuple(sorted(found, key=lambda network: bool(network.nat)))


def unused_networks(spec: ScenarioSpec) -> list[str]:
    """A note on each declared network that has no hosts: a slip of the pen, mostly."""
    members = [*spec.hosts.values(), *spec.fleets.values()]
    used = {network for member in members for network in member.networks or (DEFAULT_NETWORK,)}
    return [f'network "{name}" has no hosts, and is not made' for name in spec.networks if name not in used]


def behind_nats(
    links: LinksPlan,
    declared: Mapping[str, Declared],
    pairs: Mapping[Pair, Conditions],
    scenario: Scenario,
    *,
    moved: Collection[str] = (),
) -> LinksPlan:
    """The links with the NATs.

    A host that answers into a network behind a NAT sees one address there, so that all of its hosts get the
    same conditions.

    Args:
        links: The links without them.
        declared: What each of the runtime's networks is a part of.
        pairs: The conditions of each direction between two hosts.
        scenario: What the user wrote.
        moved: The networks whose NATs need a second address.

    Raises:
        InvalidInput: when a condition into such a network cannot be had.
    """
    parts: dict[str, list[str]] = defaultdict(list)
    for network, whole in declared.items():
        if whole.nat:
            parts[whole.name].append(network)
    insides = {whole.name: whole for whole in declared.values() if whole.nat}
    outside = {name for whole in declared.values() if not whole.nat for name in whole.members}
    for name, whole in insides.items():
        hidden = tuple(member for member in whole.members if member not in outside)
        problem = _problem_into(hidden, pairs, divided=len(parts[name]) > 1)
        if problem:
            what, hint = problem
            message = f'the network "{name}" is behind a NAT: {what}'
            raise InvalidInput(message, hint=hint, source=scenario.source)
    nats = (
        NatPlan(
            networks=tuple(parts[name]),
            address=whole.nat,
            spare=whole.nat.replace(NAT_ADDRESSES, SPARE_NAT_ADDRESSES) if name in moved else "",
            declared=name,
        )
        for name, whole in insides.items()
    )
    return replace(links, nats=tuple(nats))


def _problem_into(
    hidden: tuple[str, ...], pairs: Mapping[Pair, Conditions], *, divided: bool
) -> tuple[str, str] | None:
    """What cannot be had on the way to the hosts behind a NAT, and what to do about it."""
    inside = frozenset(hidden)
    sources = {one: None for one, other in pairs if other in inside and one not in inside}
    for source in sources:
        there = {pairs.get((source, name), Conditions()) for name in hidden}
        if len(there) > 1:
            return f'"{source}" has one path to all of its hosts', "link all of them with the same conditions"
        (conditions,) = there
        if conditions.duplicate_ratio:
            return "packets into it cannot be duplicated", 'give duplicate to a link with "from" and "to"'
        if conditions.rate_bit_s and divided:
            hint = "remove the links and the faults between its own hosts"
            return "a rate into it needs all of its hosts on one segment", hint
    return None
