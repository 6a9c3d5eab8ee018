"""Faults that the router carries out on names and addresses: what they need, planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from socketlab.faults.api import ByRouter
from socketlab.hosts.model import HostPlan
from socketlab.links.model import LinksPlan, Location
from socketlab.plan.model import StepPlan
from socketlab.plan.timeline import refusals_of


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


def located(seated: Mapping[str, HostPlan], moving: Collection[str]) -> dict[str, Location]:
    """Where each host is; second addresses follow the first ones of each network.

    Args:
        seated: The hosts by their names, with their networks and addresses.
        moving: Those that need a second address.
    """
    numbers = Counter(host.networks[0] for host in seated.values())
    return {name: _location(host, numbers, second=name in moving) for name, host in seated.items()}


def _location(host: HostPlan, numbers: Counter[str], *, second: bool) -> Location:
    network = host.networks[0]
    numbers[network] += second
    return Location(
        network=network,
        number=host.address_number,
        names=host.aliases,
        spare=numbers[network] + 1 if second else 0,
    )


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
