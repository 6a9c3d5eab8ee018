"""The services that a scenario's own services depend on: Compose would start them, so a run does, too.

They become hosts of the run, under the names of their services, so that checks and faults may name them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from socketlab.hosts.dependencies import Dependency
from socketlab.language.wording import cut, suggestion

DependenciesOf = Callable[[str], Mapping[str, Dependency]]
"""What a service depends on, by its name."""


def closure(names: Iterable[str], dependencies_of: DependenciesOf) -> tuple[str, ...]:
    """Services and all that they require, directly or not, in the order in which they are found.

    Args:
        names: The first ones.
        dependencies_of: What each depends on.
    """
    found = dict.fromkeys(names)
    waiting = list(found)
    while waiting:
        for name, dependency in dependencies_of(waiting.pop(0)).items():
            if dependency.required and name not in found:
                found[name] = None
                waiting.append(name)
    return tuple(found)


def cycle(names: Iterable[str], dependencies_of: DependenciesOf) -> tuple[str, ...]:
    """Services of which each waits for the next one, the last for the first; empty where there are none."""
    done: set[str] = set()
    for first in names:
        path: list[tuple[str, Iterator[str]]] = [(first, iter(dependencies_of(first)))]
        while path:
            following = next(path[-1][1], None)
            on_path = [name for name, _ in path]
            if following is None:
                done.add(path.pop()[0])
            elif following in on_path:
                return (*on_path[on_path.index(following) :], following)
            elif following not in done:
                path.append((following, iter(dependencies_of(following))))
    return ()


def dependency_faults(
    names: Iterable[str], dependencies_of: DependenciesOf, known: Iterable[str]
) -> Iterator[str]:
    """What is wrong with the dependencies of services: names of none, and circles.

    Args:
        names: The services that a scenario uses, with all that they require.
        dependencies_of: What each depends on.
        known: The services that there are.
    """
    names, services = tuple(names), set(known)
    for name in names:
        for other, dependency in dependencies_of(name).items():
            if dependency.required and other not in services:
                hint = suggestion(other, services) or "define it, or write required: false"
                yield f'"{name}" depends on "{cut(other)}", which is not defined ({hint})'
    circle = cycle(names, dependencies_of)
    if circle:
        yield f"services wait for each other: {' -> '.join(circle)} (remove one of the dependencies)"


def implied_hosts(
    tree: Mapping[str, Any], origins: Iterable[str], fleets: Iterable[str], dependencies_of: DependenciesOf
) -> dict[str, dict[str, str]]:
    """The hosts that a scenario needs without naming them, as its file would have them.

    Args:
        tree: The scenario's top-level sections.
        origins: The services of its hosts.
        fleets: The services of its fleets.
        dependencies_of: What each service depends on.
    """
    origins, fleets = tuple(origins), tuple(fleets)
    members = {name for section in ("hosts", "fleets") for name in _mapping(tree.get(section))}
    needed = closure((*origins, *fleets), dependencies_of)
    missing = [name for name in needed if name not in origins and name not in fleets]
    return {name: {"service": name} for name in missing if name not in members}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
