"""Links planned: conditions for each pair of hosts, and networks such that no such pair shares one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain, count
from typing import Any

from socketlab.errors import InvalidInput
from socketlab.faults.api import PutsConditions
from socketlab.hosts.model import HostPlan, NetworkPlan, Placement, Surroundings
from socketlab.language.selectors import Members, resolve
from socketlab.links.deriving import conditions_of
from socketlab.links.model import Conditions, LinksPlan, Location, PathPlan
from socketlab.links.settings import set_in
from socketlab.plan.addresses import candidate_subnets
from socketlab.plan.model import Plan
from socketlab.plan.moves import (
    asks_router,
    located,
    moved_networks,
    moving_hosts,
    needs_router,
    require_of_router,
)
from socketlab.plan.networks import Declared, behind_nats, declared_networks
from socketlab.plan.shaping import shaped
from socketlab.plan.timeline import refusals_of
from socketlab.spec.links import LinkSpec
from socketlab.spec.load import Scenario

MOST_PATHS = 4000
"""Pairs of hosts with conditions, each direction counted: each is a class of its own on the router."""

MOST_NETWORKS = 30
"""Networks that one router joins."""

RESERVED_ADDRESSES = 3
"""In each network: the prober's, the router's own, and the stand-in's, to which probes of a link go."""

Pair = tuple[str, str]


def with_links(plan: Plan, scenario: Scenario, surroundings: Surroundings) -> Plan:
    """The plan with its hosts put on different networks where there are conditions between them.

    Args:
        plan: The run as it is without links: all hosts on one network.
        scenario: What the user wrote.
        surroundings: The runtime, and what its kernel has.

    Raises:
        InvalidInput: when a router cannot have all paths or networks, or a condition cannot be had.
        ImageMissing: when the router's image is not there.
    """
    pairs = pairs_with_conditions(scenario, seed=plan.seed)
    routes = [route for step in plan.timeline for route in step.routes]
    if not (pairs or routes or scenario.spec.networks or needs_router(plan.timeline)):
        return plan
    _require_closed_networks(plan, scenario)
    apart = {*pairs, *(pair for route in routes for pair in route.pairs)}
    parts = [
        (declared, group)
        for declared in declared_networks(plan, scenario.spec)
        for group in separated(declared.members, apart)
    ]
    _require_room(scenario, len(pairs.keys() | _changing(plan)), len(parts))
    moving = moving_hosts(plan.timeline)
    networks = _networks(plan.run, parts, moving)
    names = [network.name for network in networks]
    groups = {name: group for name, (_, group) in zip(names, parts, strict=True)}
    locations = located(plan.everyone, groups, moving)
    links = LinksPlan(
        networks=tuple(names),
        paths=paths_of(pairs),
        locations=locations,
        declared={network.name: network.declared for network in networks},
        seed=str(plan.seed),
        resolver=asks_router(plan.timeline),
    )
    moved = frozenset(moved_networks(plan.timeline))
    wholes = {name: whole for name, (whole, _) in zip(names, parts, strict=True)}
    links = behind_nats(links, wholes, pairs, scenario, moved=moved)
    require_of_router(plan.timeline, links, scenario.source)
    return replace(
        plan,
        network=networks[0],
        more_networks=networks[1:],
        hosts=tuple(_seated(host, locations) for host in plan.hosts),
        clients=tuple(replace(client, host=_seated(client.host, locations)) for client in plan.clients),
        links=shaped(links, scenario, surroundings, meanwhile=_put_by_faults(plan, links, scenario)),
    )


def _require_closed_networks(plan: Plan, scenario: Scenario) -> None:
    """Refuse what would lead around the router: a way out, and hosts without a network of their own."""
    if scenario.spec.outside:
        message = "the timeline needs a router, and outside: true leads around it"
        raise InvalidInput(message, hint="remove outside: true or the fault", source=scenario.source)
    for host in plan.everyone:
        if host.placement is Placement.PRIVATE and not host.networks:
            message = (
                f'"{host.name}" has no network of its own, and links, networks and faults on paths need one'
            )
            raise InvalidInput(message, hint="remove its network_mode", source=scenario.source)


def _networks(
    run: str, parts: Iterable[tuple[Declared, list[str]]], moving: frozenset[str]
) -> tuple[NetworkPlan, ...]:
    """The runtime's networks: what each is a part of, and room for the addresses of its hosts.

    The engine leads the default route of a host through that of its networks whose name is the first: so the
    names have the order of declaration.
    """
    first = f"socketlab-{run}"
    names = chain([first], (f"{first}-{number:02}" for number in count(2)))
    return tuple(
        NetworkPlan(
            name=name,
            subnets=candidate_subnets(name, hosts=len(group) + len(moving & set(group)) + RESERVED_ADDRESSES),
            declared=whole.name,
            nat=whole.nat,
        )
        for name, (whole, group) in zip(names, parts, strict=False)
    )


def _changing(plan: Plan) -> set[Pair]:
    """The pairs of hosts whose conditions faults change."""
    steps = (step for step in plan.timeline if isinstance(step.fault, PutsConditions))
    return {pair for step in steps for route in step.routes for pair in route.pairs}


def _put_by_faults(plan: Plan, links: LinksPlan, scenario: Scenario) -> list[Conditions]:
    """The conditions that faults of the timeline put in force.

    Raises:
        InvalidInput: when those of a fault do not fit what was declared.
    """
    found: list[Conditions] = []
    for step in plan.timeline:
        fault = step.fault
        if isinstance(fault, PutsConditions):
            with refusals_of(step, scenario.source):
                found += fault.conditions(step.routes, links)
    return found


def _seated(host: HostPlan, locations: Mapping[str, Location]) -> HostPlan:
    """The host on its networks."""
    location = locations[host.name]
    return replace(host, networks=location.networks, address_number=location.number)


def _require_room(scenario: Scenario, paths: int, networks: int) -> None:
    name = scenario.spec.name
    if paths > MOST_PATHS:
        message = f'"{name}" has conditions between {paths} pairs of hosts, more than {MOST_PATHS}'
        raise InvalidInput(message, hint="link fewer hosts", source=scenario.source)
    if networks > MOST_NETWORKS:
        message = f'"{name}" needs {networks} networks for its links, more than {MOST_NETWORKS}'
        hint = "link a fleet with hosts, not with itself"
        raise InvalidInput(message, hint=hint, source=scenario.source)


def pairs_with_conditions(scenario: Scenario, *, seed: int) -> dict[Pair, Conditions]:
    """The conditions of each direction between two hosts that has any; later links outrank earlier ones."""
    spec = scenario.spec
    members = Members(
        hosts=tuple(spec.hosts), fleets={name: fleet.count for name, fleet in spec.fleets.items()}
    )
    settings: dict[Pair, dict[str, Any]] = defaultdict(dict)
    for number, link in enumerate(spec.links, start=1):
        first, second = _sides(link, members, f"{seed}/link {number}")
        up, down = _settings(link, scenario)
        for one in first:
            for other in second:
                if one != other:
                    settings[one, other] |= up
                    if link.between is not None:
                        settings[other, one] |= down
    found = {pair: conditions_of(each) for pair, each in settings.items()}
    return {pair: conditions for pair, conditions in found.items() if conditions != Conditions()}


def _sides(link: LinkSpec, members: Members, seed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    first, second = link.sides
    return resolve(first, members, seed=f"{seed} first"), resolve(second, members, seed=f"{seed} second")


def _settings(link: LinkSpec, scenario: Scenario) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a link sets in each direction: its profile's settings, outranked by its own."""
    own = set_in(link)
    if link.profile is None:
        return own, own
    profile = scenario.profiles[link.profile]
    return set_in(profile.up) | own, set_in(profile.down) | own


def separated(names: tuple[str, ...], pairs: Iterable[Pair]) -> list[list[str]]:
    """Groups of hosts with no such pair inside; other hosts stay together where possible.

    What is on one network has a direct path, untouched by the router.
    """
    apart: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        apart[one].add(other)
        apart[other].add(one)
    groups: list[list[str]] = []
    for name in names:
        free = next((group for group in groups if apart[name].isdisjoint(group)), None)
        if free is None:
            groups.append([name])
        else:
            free.append(name)
    return groups


def paths_of(pairs: Mapping[Pair, Conditions]) -> tuple[PathPlan, ...]:
    """Pairs with equal conditions put together: senders that have them towards the same receivers."""
    receivers: dict[tuple[Conditions, str], list[str]] = defaultdict(list)
    for (source, destination), conditions in pairs.items():
        receivers[conditions, source].append(destination)
    senders: dict[tuple[Conditions, tuple[str, ...]], list[str]] = defaultdict(list)
    for (conditions, source), destinations in receivers.items():
        senders[conditions, tuple(destinations)].append(source)
    return tuple(
        PathPlan(source=tuple(sources), destination=destinations, conditions=conditions)
        for (conditions, destinations), sources in senders.items()
    )
