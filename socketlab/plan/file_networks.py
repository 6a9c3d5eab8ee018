"""Hosts put on the networks of their compose file, as Compose puts services on them.

Between these networks there is no router: hosts that share none cannot reach each other, unless a program
among them forwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count

from socketlab.errors import InvalidInput
from socketlab.hosts.addresses import address_in
from socketlab.hosts.model import Endpoint, HostPlan, NetworkPlan, Placement
from socketlab.language.wording import cut
from socketlab.plan.addresses import candidate_subnets
from socketlab.plan.links import pairs_with_conditions
from socketlab.plan.model import Plan
from socketlab.plan.moves import needs_router
from socketlab.plan.ranges import Range, around, local_subnet_v6, open_range, range_of
from socketlab.spec.file_networks import (
    DEFAULT_NETWORK,
    Attachment,
    FileNetwork,
    Pool,
    attachments,
    networks_of,
)
from socketlab.spec.load import Scenario

_SPARE = 1
"""Addresses that each network has beside those of its hosts: the prober's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """The networks that are used, and who is on them.

    Args:
        networks: As the file declares them, in the order of Compose's names for them, which decides where
            default routes lead.
        members: How each host is on its networks.
        services: The service of each host.
    """

    networks: dict[str, FileNetwork]
    members: dict[str, dict[str, Attachment]]
    services: dict[str, str]

    @property
    def is_one_segment(self) -> bool:
        """Whether all hosts are on the same network and nothing depends on its addresses."""
        fixed = any(each.is_fixed for on in self.members.values() for each in on.values())
        several = len(self.networks) > 1
        return not (several or fixed or any(network.enable_ipv6 for network in self.networks.values()))

    @property
    def is_plain(self) -> bool:
        """Whether that network is one like any other, so that the run's own has the same effect."""
        own = any(network.internal or network.driver_opts for network in self.networks.values())
        return self.is_one_segment and not own


def with_file_networks(plan: Plan, scenario: Scenario) -> Plan | None:
    """The plan with its hosts on the networks of their compose file.

    Args:
        plan: The run with all hosts on one network.
        scenario: What the user wrote; its own networks outrank those of the file.

    Returns:
        The plan; ``None`` where the run's one network has the same effect.

    Raises:
        InvalidInput: when a network or an address cannot be had.
    """
    private = all(host.placement is Placement.PRIVATE for host in plan.everyone)
    if scenario.spec.networks or not private:
        return None
    layout = _layout(plan, scenario)
    routed = _is_routed(plan, scenario)
    if layout.is_plain or (routed and layout.is_one_segment):
        return None
    if routed:
        raise _no_router(scenario)
    _refuse_shared_addresses(layout, scenario.source)
    names = _engine_names(plan.run, layout)
    made = {name: _network(name, names[name], layout, scenario.source) for name in layout.networks}
    named = {name: scenario.services[name].container_name for name in scenario.services}
    hosts = {
        host.name: _seated(host, layout, made, named[host.service]) if host.networks else host
        for host in plan.everyone
    }
    open_ = scenario.spec.outside
    networks = tuple(replace(each, outside=open_ and not each.internal) for each, _ in made.values())
    return replace(
        plan,
        network=networks[0],
        more_networks=networks[1:],
        hosts=tuple(hosts[host.name] for host in plan.hosts),
        clients=tuple(replace(client, host=hosts[client.host.name]) for client in plan.clients),
        notes=(*plan.notes, *_notes(layout)),
    )


def _layout(plan: Plan, scenario: Scenario) -> _Layout:
    """Who is on which network.

    A service that the scenario defines itself, without networks, is on all of them; one without any network
    (``network_mode: none``) on none.
    """
    connected = [host for host in plan.everyone if host.networks]
    said = {
        host.name: attachments(scenario.services[host.service].networks)
        for host in connected
        if host.service not in scenario.inline or scenario.services[host.service].networks is not None
    }
    catalogue = scenario.catalogue
    used = dict.fromkeys(chain.from_iterable(said.values())) or {DEFAULT_NETWORK: None}
    for name in used:
        if name not in catalogue.networks and name != DEFAULT_NETWORK:
            message = f'no network "{cut(name)}" in {catalogue.file}'
            raise InvalidInput(message, hint="declare it under networks", source=scenario.source)
    networks = networks_of(catalogue.networks, used)
    order = sorted(used, key=lambda name: networks[name].name or f"{catalogue.project}_{name}")
    everywhere = dict.fromkeys(order, Attachment())
    return _Layout(
        networks={name: networks[name] for name in order},
        members={host.name: said.get(host.name, everywhere) for host in connected},
        services={host.name: host.service for host in connected},
    )


def _is_routed(plan: Plan, scenario: Scenario) -> bool:
    """Whether conditions between hosts need the run's router."""
    steps = any(step.routes for step in plan.timeline) or needs_router(plan.timeline)
    return steps or bool(pairs_with_conditions(scenario, seed=plan.seed))


def _no_router(scenario: Scenario) -> InvalidInput:
    """What is on one bridge has a direct path, past any router."""
    return InvalidInput(
        "links and faults on paths need the run's router: the networks of a compose file have none",
        hint="give the scenario networks of its own",
        source=scenario.source,
    )


def _refuse_shared_addresses(layout: _Layout, source: str) -> None:
    """Refuse an address that two services take: the engine gives it to one of them only."""
    owners: dict[tuple[str, str], str] = {}
    for host, on in layout.members.items():
        for network, each in on.items():
            for address in filter(None, (each.ipv4_address, each.ipv6_address)):
                owner = owners.setdefault((network, address), host)
                if layout.services[owner] != layout.services[host]:
                    message = f'the address "{address}" is given to "{owner}" and to "{host}"'
                    raise InvalidInput(message, hint="give each its own", source=source)


def _engine_names(run: str, layout: _Layout) -> dict[str, str]:
    """The runtime's names: the engine leads a default route through the network whose name is the first.

    Source: libnetwork, ``sandbox.go``, ``epHeap``.
    """
    first = f"socketlab-{run}"
    names = chain([first], (f"{first}-{number:02}" for number in count(2)))
    return dict(zip(layout.networks, names, strict=False))


def _network(
    name: str, engine_name: str, layout: _Layout, source: str
) -> tuple[NetworkPlan, dict[str, tuple[int, str]]]:
    """A network, and the number and the IPv6 address of each host on it."""
    network = layout.networks[name]
    members = {host: on[name] for host, on in layout.members.items() if name in on}
    pool = _pool(name, network, members, source)
    own = range_of(name, pool) if pool.subnet else open_range(name, hosts=len(members) + _SPARE)
    fixed = {host: each.ipv4_address for host, each in members.items() if each.ipv4_address}
    numbers = _numbers(members, fixed, own, source)
    taken = frozenset(numbers.values())
    candidates = candidate_subnets(engine_name, hosts=len(members) + _SPARE)
    v6 = _addresses_v6(name, network, members, engine_name, source)
    made = NetworkPlan(
        name=engine_name,
        subnets=(pool.subnet,) if pool.subnet else candidates,
        declared=name,
        fixed=pool.subnet is not None,
        gateway=own.gateway,
        subnet_v6=v6[0],
        gateway_v6=network.pool(6).gateway or "",
        internal=bool(network.internal),
        options=network.driver_opts,
        prober=own.last_free(taken) if pool.subnet else -2,
    )
    return made, {host: (number, v6[1].get(host, "")) for host, number in numbers.items()}


def _pool(name: str, network: FileNetwork, members: Mapping[str, Attachment], source: str) -> Pool:
    """The network's addresses, as far as the file decides them.

    Those of a network that somebody else makes under Compose are only known by what services take of them.
    """
    pool = network.pool(4)
    addresses = [each.ipv4_address for each in members.values() if each.ipv4_address]
    if pool.subnet or not addresses:
        return pool
    if network.external:
        return Pool(subnet=around(addresses))
    message = f'"{addresses[0]}" needs a network with a subnet, which "{name}" has not'
    raise InvalidInput(message, hint="give it ipam with config and subnet", source=source)


def _numbers(
    members: Mapping[str, Attachment], fixed: Mapping[str, str], own: Range, source: str
) -> dict[str, int]:
    """The number of each host's address: the chosen ones, then free ones in order."""
    chosen: dict[int, str] = {}
    for host, address in fixed.items():
        chosen.setdefault(own.number(address, source=source), host)
    free = own.free(frozenset(chosen))
    numbers = {host: number for number, host in chosen.items()}
    for host in members:
        if host in numbers:
            continue
        number = next(free, None)
        if number is None:
            message = f'the network "{own.network}" has no address left for "{host}"'
            raise InvalidInput(message, hint="give it a larger subnet or ip_range", source=source)
        numbers[host] = number
    return numbers


def _addresses_v6(
    name: str, network: FileNetwork, members: Mapping[str, Attachment], engine_name: str, source: str
) -> tuple[str, dict[str, str]]:
    """The network's IPv6 subnet and the addresses of its hosts there; nothing where it has none."""
    fixed = {host: each.ipv6_address for host, each in members.items() if each.ipv6_address}
    if not network.enable_ipv6:
        if fixed:
            message = f'"{next(iter(fixed.values()))}" needs enable_ipv6 on the network "{name}"'
            raise InvalidInput(message, hint="set it, and a subnet of IPv6 in ipam", source=source)
        return "", {}
    pool = network.pool(6)
    if pool.subnet is None:
        pool = Pool(subnet=local_subnet_v6(engine_name))
    own = range_of(name, pool)
    numbers = _numbers(members, fixed, own, source)
    return own.subnet, {host: address_in(own.subnet, number) for host, number in numbers.items()}


def _seated(
    host: HostPlan,
    layout: _Layout,
    made: Mapping[str, tuple[NetworkPlan, Mapping[str, tuple[int, str]]]],
    container_name: str | None,
) -> HostPlan:
    """The host on its networks: that with the highest priority first, as Compose connects it.

    Source: compose-go v2, ``types/types.go``, ``NetworksByPriority``.
    """
    on = layout.members[host.name]
    given = {alias for each in on.values() for alias in each.aliases} - {host.service, host.name}
    named = (container_name,) if container_name and host.role == "host" else ()
    names = (*(name for name in host.aliases if name not in given), *named)
    endpoints = []
    for name in sorted(on, key=lambda name: (-on[name].priority, name)):
        network, addresses = made[name]
        number, address_v6 = addresses[host.name]
        endpoints.append(
            Endpoint(
                network=network.name,
                number=number,
                aliases=tuple(dict.fromkeys((*names, *on[name].aliases))),
                address_v6=address_v6,
                link_local=on[name].link_local_ips,
            )
        )
    return replace(
        host,
        networks=tuple(endpoint.network for endpoint in endpoints),
        endpoints=tuple(endpoints),
        address_number=endpoints[0].number,
    )


def _notes(layout: _Layout) -> Iterator[str]:
    """What differs from the same networks under Compose."""
    yield "hosts are on the networks of the compose file, without a router between them"
    for name, network in layout.networks.items():
        if network.enable_ipv6:
            yield f'the network "{name}" is closed for IPv4 only: over IPv6 its hosts reach this machine'
        shared = [each.ipv4_address for on in layout.members.values() if (each := on.get(name))]
        for address in dict.fromkeys(filter(None, shared)):
            if shared.count(address) > 1:
                yield f'"{address}" is the address of the first of its hosts, others have further ones'
