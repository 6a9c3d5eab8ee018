"""The services of a scenario: those of its compose files that it uses, and all that these depend on."""

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


def catalogues_of(
    document: Document, read: Iterable[Combination], folder: Path, problems: list[Problem]
) -> dict[Any, Catalogue]:
    """The services of each compose file that a combination names, each file read once."""
    combinations: dict[Any, list[Combination]] = {}
    for combination in read:
        if combination.compose is None or isinstance(combination.compose, str):
            combinations.setdefault(combination.compose, []).append(combination)
    found: dict[Any, Catalogue] = {}
    for named, alike in combinations.items():
        wanted = dict(chain.from_iterable(_names_of_services(one) for one in alike))
        own = frozenset(chain.from_iterable(one.own for one in alike))
        services = dict(chain.from_iterable(one.named("services").items() for one in alike))
        names = frozenset(name for _, name in wanted)
        try:
            found[named] = _complete(document, named, names, services, folder)
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
        every = {**found[named].services, **services}
        faults = dependency_faults(
            closure(sorted(names), dependencies_among(every)), dependencies_among(every), every
        )
        problems += [document.problem(("compose",), fault) for fault in faults]
    return found


def _complete(
    document: Document,
    named: str | None,
    names: frozenset[str],
    own: Mapping[str, ServiceDefinition],
    folder: Path,
) -> Catalogue:
    """The compose file's services with all that they depend on; as :func:`_catalogue`."""
    wanted = frozenset(closure(names, dependencies_among(own))) - own.keys()
    while True:
        catalogue = _catalogue(document, named, wanted, folder)
        services = {**catalogue.services, **own}
        more = frozenset(closure(wanted | own.keys() & names, dependencies_among(services))) - own.keys()
        if more & catalogue.services.keys() <= wanted:
            return catalogue
        wanted |= more & catalogue.services.keys()


def _names_of_services(combination: Combination) -> Iterator[tuple[tuple[YAMLPath, str], None]]:
    """The place and the name of each service that a combination wants, as the keys of a mapping."""
    for reading, key, name in combination.wanted():
        yield ((*reading.part.path, key), name), None


def _catalogue(document: Document, named: str | None, wanted: frozenset[str], folder: Path) -> Catalogue:
    """The compose file's services, or nothing where the scenario defines all it uses itself.

    Raises:
        InvalidInput: when the file cannot be read.
        InvalidFile: when a wanted service uses what is not understood.
    """
    if not wanted and named is None:
        return Catalogue(file=document.file, services={})
    file = (folder / named) if named else DEFAULT_COMPOSE
    return read_compose(file, wanted=wanted, shown_as=shown(file), environment=os.environ)


def dependencies_among(services: Mapping[str, ServiceDefinition]) -> DependenciesOf:
    """What each of some services depends on; nothing for any other name."""
    return lambda name: services[name].depends_on if name in services else {}


def implied_in(
    combinations: Iterable[Combination], catalogues: Mapping[Any, Catalogue], tree: dict[str, Any]
) -> dict[str, dict[str, str]]:
    """The hosts that any of the combinations needs without naming them."""
    found: dict[str, dict[str, str]] = {}
    for combination in combinations if isinstance(tree.get("hosts"), dict) else ():
        catalogue = catalogues.get(combination.compose)
        if catalogue is not None:
            services = {**catalogue.services, **combination.named("services")}
            origins = [each.origin for each in combination.named("hosts").values()]
            fleets = [each.origin for each in combination.named("fleets").values()]
            implied = implied_hosts(tree, origins, fleets, dependencies_among(services))
            found |= {name: host for name, host in implied.items() if name in services}
    return found


def shown(file: Path) -> str:
    """The file as seen from the current folder, where it lies below it."""
    try:
        return str(file.resolve().relative_to(Path.cwd()))
    except (OSError, RuntimeError, ValueError):
        return str(file)
