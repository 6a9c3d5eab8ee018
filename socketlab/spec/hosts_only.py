"""A scenario without its fleets, faults and checks: the hosts and the links between them."""

from __future__ import annotations

from dataclasses import replace

from socketlab.errors import InvalidInput
from socketlab.language.selectors import EVERYTHING, parse_selector
from socketlab.spec.links import LinkSpec
from socketlab.spec.load import Scenario

Sides = tuple[str, ...]


def hosts_only(scenario: Scenario) -> Scenario:
    """What remains of a scenario without its clients.

    A side of a link loses the selectors of fleets; a link goes where one side has no selector left.

    Raises:
        InvalidInput: when all its hosts are those of the standing lab, which are there already.
    """
    spec = scenario.spec
    if all(host.lab is not None for host in spec.hosts.values()):
        message = f'"{spec.name}" has no hosts of its own, only those of the lab'
        raise InvalidInput(message, hint="start the lab with socketlab lab up", source=scenario.source)
    links = tuple(link for each in spec.links if (link := _between_hosts(each, frozenset(spec.hosts))))
    return replace(
        scenario,
        spec=spec.model_copy(update={"fleets": {}, "links": links, "timeline": (), "checks": ()}),
        check_places=(),
    )


def _between_hosts(link: LinkSpec, hosts: frozenset[str]) -> LinkSpec | None:
    if link.between is not None:
        first, second = (_hosts_of(side, hosts) for side in link.between)
        return link.model_copy(update={"between": (first, second)}) if first and second else None
    source, destination = _hosts_of(link.from_ or (), hosts), _hosts_of(link.to or (), hosts)
    return link.model_copy(update={"from_": source, "to": destination}) if source and destination else None


def _hosts_of(side: Sides, hosts: frozenset[str]) -> Sides:
    return tuple(text for text in side if parse_selector(text).group in hosts | {EVERYTHING})
