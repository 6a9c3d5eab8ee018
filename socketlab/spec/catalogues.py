"""The compose files of a scenario: which of them each combination of its matrix uses."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from socketlab.errors import InvalidFile, InvalidInput, Problem
from socketlab.language.document import Document, YAMLPath
from socketlab.resources import root
from socketlab.spec.cells import Combination
from socketlab.spec.compose import Catalogue, ServiceDefinition, read_compose, unknown_service
from socketlab.spec.dependencies import DependenciesOf, closure, dependency_faults, implied_hosts
from socketlab.spec.references import is_settled

DEFAULT_COMPOSE = root() / "compose.yaml"


def read_catalogues(
    document: Document, read: Iterable[Combination], folder: Path, problems: list[Problem]
) -> dict[Any, Catalogue]:
    """The services of the compose files that combinations name, each file read once.

    Args:
        document: The scenario's file, for the place of each problem.
        read: The combinations.
        folder: What the names of compose files are relative to.
        problems: Takes what is wrong.

    Returns:
        The services, by :func:`source_of` the combinations.
    """
    combinations: dict[Any, list[Combination]] = {}
    for combination in read:
        if combination.compose is not None:
            combinations.setdefault(source_of(combination), []).append(combination)
    found: dict[Any, Catalogue] = {}
    for named, alike in combinations.items():
        wanted = dict(chain.from_iterable(_names_of_services(one) for one in alike))
        own = frozenset(chain.from_iterable(one.own for one in alike))
        services = dict(chain.from_iterable(one.named("services").items() for one in alike))
        names = frozenset(name for _, name in wanted)
        try:
            wanted_there = frozenset(closure({*names, *services}, dependencies_among(services))) - own
            found[named] = _catalogue(document, named, wanted_there, folder)
        except InvalidFile as error:
            problems += error.problems
            continue
        except InvalidInput as error:
            problems.append(document.problem(("compose",), error.message))
            continue
        problems += [
            document.problem(path, unknown_service(name, found[named], own))
            for (path, name) in wanted
            if name not in own and name not in found[named].services and is_settled(name)
        ]
        every = dependencies_among({**found[named].services, **services})
        known = {*found[named].services, *own}
        faults = dependency_faults(closure(sorted(names), every), every, known)
        problems += [document.problem(("compose",), fault) for fault in faults]
    return found


def source_of(combination: Combination) -> Any:
    """What the services of a combination depend on: its compose files, and what it allows."""
    return combination.compose, combination.allowed


def _names_of_services(combination: Combination) -> Iterator[tuple[tuple[YAMLPath, str], None]]:
    """The place and the name of each service that a combination wants, as the keys of a mapping."""
    for reading, key, name in combination.wanted():
        yield ((*reading.part.path, key), name), None


def _catalogue(document: Document, source: Any, wanted: frozenset[str], folder: Path) -> Catalogue:
    """The compose file's services with all that they require, or nothing where the scenario has its own.

    Raises:
        InvalidInput: when the file cannot be read.
        InvalidFile: when a wanted service uses what is not understood.
    """
    named, allowed = source
    if not wanted and not named:
        return Catalogue(file=document.file, services={})
    first, *others = [folder / file for file in named] or [DEFAULT_COMPOSE]
    more = {shown(file): file for file in others}
    return read_compose(
        first, wanted=wanted, shown_as=shown(first), environment=os.environ, more=more, allowed=allowed
    )


def shown(file: Path) -> str:
    """The file as seen from the current folder, where it lies below it."""
    try:
        return str(file.resolve().relative_to(Path.cwd()))
    except (OSError, RuntimeError, ValueError):
        return str(file)


def dependencies_among(services: Mapping[str, ServiceDefinition]) -> DependenciesOf:
    """What each of some services depends on; nothing for any other name."""
    return lambda name: services[name].depends_on if name in services else {}


def implied_in(
    combinations: Iterable[Combination], catalogues: Mapping[Any, Catalogue], tree: dict[str, Any]
) -> dict[str, dict[str, str]]:
    """The hosts that any of the combinations needs without naming them."""
    found: dict[str, dict[str, str]] = {}
    for combination in combinations if isinstance(tree.get("hosts", {}), dict) else ():
        catalogue = catalogues.get(source_of(combination))
        if catalogue is not None:
            services = {**catalogue.services, **combination.named("services")}
            origins = [each.origin for each in combination.named("hosts").values()]
            fleets = [each.origin for each in combination.named("fleets").values()]
            implied = implied_hosts(tree, origins, fleets, dependencies_among(services))
            found |= {name: host for name, host in implied.items() if name in services}
    return found
