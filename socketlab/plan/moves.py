"""Faults that the router carries out on names and addresses: what they need, planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from socketlab.faults.api import ByRouter
from socketlab.hosts.model import HostPlan
from socketlab.links.model import LinksPlan, Location, Seat
from socketlab.plan.model import StepPlan
from socketlab.plan.timeline import refusals_of

FIRST_NUMBER = 2
"""The first address of a network that a host may have: the one before is the gateway."""


def needs_router(steps: Iterable[StepPlan]) -> bool:
    """Whether the router carries any of these faults out."""
    return any(isinstance(step.fault, ByRouter) for step in steps)


def asks_router(steps: Iterable[StepPlan]) -> bool:
    """Whether the router has to answer for the names of hosts."""
    return any(step.fault.asks_router for step in steps if isinstance(step.fault, ByRouter))


def moving_hosts(steps: Iterable[StepPlan]) -> frozenset[str]:
    """The hosts that need a second address."""
    moving = (step for step in steps if isinstance(step.fault, ByRouter) and step.fault.moves_hosts)
    return frozenset(name for step in moving for name in step.targets)


def located(
    everyone: Iterable[HostPlan], groups: Mapping[str, Sequence[str]], moving: Collection[str]
) -> dict[str, Location]:
    """Where each host is; second addresses follow the first ones of each network.

    Args:
        everyone: The hosts.
        groups: The names of the hosts on each network; a host's first network is its own.
        moving: Those that need a second address.
    """
    seats: dict[str, list[Seat]] = defaultdict(list)
    spares: dict[str, int] = {}
    for network, group in groups.items():
        for number, name in enumerate(group, start=FIRST_NUMBER):
            seats[name].append(Seat(network=network, number=number))
        new = [name for name in group if name in moving and name not in spares]
        spares |= {name: number for number, name in enumerate(new, start=FIRST_NUMBER + len(group))}
    return {
        host.name: Location(
            network=seats[host.name][0].network,
            number=seats[host.name][0].number,
            names=host.aliases,
            spare=spares.get(host.name, 0),
            more=tuple(seats[host.name][1:]),
        )
        for host in everyone
    }


def require_of_router(steps: Iterable[StepPlan], links: LinksPlan, source: str) -> None:
    """Refuse faults that name what is not there.

    Args:
        steps: The timeline.
        links: The links of the run.
        source: The scenario's file.

    Raises:
        InvalidInput: with the step and the file.
    """
    for step in steps:
        if isinstance(step.fault, ByRouter):
            with refusals_of(step, source):
                step.fault.require(links)


def moved_networks(steps: Iterable[StepPlan]) -> Iterator[str]:
    """The networks whose NATs need a second address."""
    return (step.fault.moved_network for step in steps if isinstance(step.fault, ByRouter))
