"""Names that are used twice on one network, and names that mean something else there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from socketlab.errors import Problem
from socketlab.language.document import Document
from socketlab.language.wording import cut

MOST_HOSTS = 1023
"""Hosts and clients of one run: ports of a Linux bridge.

Source: Linux kernel, net/bridge/br_private.h, ``BR_PORT_BITS`` 10, port 0 unused.
"""

_RESERVED = ("localhost",)
"""Source: RFC 6761, section 6.3: it is each host itself."""


def clashes(document: Document, tree: Mapping[str, Any]) -> Iterator[Problem]:
    """A problem for each host that cannot be called so, whatever the sizes of the fleets."""
    hosts, fleets = (_names(tree, section) for section in ("hosts", "fleets"))
    yield from _alike(
        document, [*(("hosts", name) for name in hosts), *(("fleets", name) for name in fleets)]
    )
    for host in hosts:
        if host in _RESERVED:
            yield document.problem(
                ("hosts", host), f'"{host}" is every host\'s own name for itself (rename it)'
            )
        if host in fleets:
            yield document.problem(("fleets", host), f'"{host}" is a host and a fleet (rename one)')


def _alike(document: Document, members: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """A problem for each name that differs from another one only in upper and lower case.

    Source: RFC 4343: names are compared without regard to case.
    """
    known: dict[str, str] = {}
    for section, name in members:
        other = known.setdefault(name.casefold(), name)
        if other != name:
            message = f'"{cut(name)}" and "{cut(other)}" are one name to a resolver (rename one)'
            yield document.problem((section, name), message)


def client_clashes(
    document: Document, tree: Mapping[str, Any], sizes: Mapping[str, int], services: Mapping[str, str]
) -> Iterator[Problem]:
    """A problem for each host, or name of its service, that a client has, too.

    Args:
        document: The file, for the places.
        tree: Its top-level sections.
        sizes: The size of each fleet.
        services: The service of each host: other hosts know it by that name, too.
    """
    for host in _names(tree, "hosts"):
        fleet = _fleet_of(host, sizes)
        if fleet:
            message = f'"{host}" is the name of a client of the fleet "{fleet}" (rename one)'
            yield document.problem(("hosts", host), message)
    for host, service in services.items():
        if service in _RESERVED:
            message = (
                f'"{service}" is every host\'s own name for itself, and other hosts would know "{host}" by it'
            )
            yield document.problem(("hosts", host, "service"), f"{message} (rename the service)")
        fleet = _fleet_of(service, sizes)
        if fleet:
            message = f'"{cut(service)}" is the name of a client of the fleet "{fleet}", too (rename one)'
            yield document.problem(("hosts", host, "service"), message)


def room_problem(document: Document, hosts: int, sizes: Mapping[str, int]) -> Problem | None:
    """A problem with more hosts and clients than one network holds."""
    number = hosts + sum(sizes.values())
    if number <= MOST_HOSTS:
        return None
    message = (
        f"{number} hosts and clients, more than the {MOST_HOSTS} of a network (lower the count of a fleet)"
    )
    return document.problem(("fleets",) if sizes else ("hosts",), message)


def _fleet_of(name: str, sizes: Mapping[str, int]) -> str:
    """The fleet that has a client of this name; empty where none has."""
    fleet, _, number = name.rpartition("-")
    is_index = number.isascii() and number.isdecimal() and not number.startswith("0")
    return fleet if is_index and len(number) < 7 and int(number) <= sizes.get(fleet, 0) else ""


def _names(tree: Mapping[str, Any], section: str) -> list[str]:
    members = tree.get(section)
    return list(members) if isinstance(members, dict) else []
