"""From a scenario file to its runs: one per combination of the matrix, or every problem at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from socketlab.errors import InvalidFile, InvalidInput, Problem
from socketlab.hosts.builds import Build
from socketlab.language.document import Document, read_document
from socketlab.language.variables import unknown_references
from socketlab.language.wording import Scalar, run_label
from socketlab.links.model import ROUTER_IMAGE
from socketlab.spec.catalogues import implied_in, read_catalogues, shown, source_of
from socketlab.spec.cells import Combination, Combinations
from socketlab.spec.clashes import clashes
from socketlab.spec.compose import Catalogue, ServiceDefinition, setting_places
from socketlab.spec.links import Profile, link_problems
from socketlab.spec.matrix import MOST_RUNS, Matrix, options, places_from_settings, read_matrix
from socketlab.spec.names import name_of_file
from socketlab.spec.parts import MOST_VALUES, items_problem, parts_of, values_of
from socketlab.spec.profiles import read_profiles
from socketlab.spec.scenario import ScenarioSpec
from socketlab.spec.sense import outside_problems, without_effect
from socketlab.spec.sources import Sources

_IDLE = {("warm-client",), ("workstation",)}
"""Commands of a service that waits for jobs; the second is the first release's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One combination of a scenario's matrix, ready to be planned.

    Args:
        spec: What is to be played, with the checks that this combination asks.
        cell: The values of the matrix's axes; empty without a matrix.
        services: The definition of every service it uses.
        inline: The services that it defines itself: their texts may hold ``${...}``.
        source: The file it came from.
        check_places: ``line:column`` of each check, in order.
        setting_places: A problem without a message for each setting of a host, by section, member and name.
        sources: The text of each file of the scenario's folder that goes to a host, by its name there.
        profiles: The profiles that its links may name.
        implied: The hosts that are there only because others depend on their services.
        catalogue: The compose file that its services come from.
    """

    spec: ScenarioSpec
    cell: dict[str, Scalar]
    services: dict[str, ServiceDefinition]
    inline: frozenset[str]
    source: str
    check_places: tuple[str, ...]
    setting_places: dict[tuple[str, str, str], Problem] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    implied: frozenset[str] = frozenset()
    catalogue: Catalogue = field(default_factory=lambda: Catalogue(file="", services={}))

    @property
    def images(self) -> frozenset[str]:
        """The images of every service it uses, and of the router where links have conditions."""
        members = (*self.spec.hosts.values(), *self.spec.fleets.values())
        images = {member.image or self.services[member.origin].image for member in members}
        return frozenset(images | {ROUTER_IMAGE}) if self.spec.routed else frozenset(images)

    @property
    def builds(self) -> dict[str, Build]:
        """How the images of the user's own project are built, by their names."""
        return {
            definition.image: Build(
                image=definition.image, service=name, spec=definition.build, folder=self.catalogue.folder
            )
            for name, definition in self.services.items()
            if definition.build is not None
        }

    @property
    def label(self) -> str:
        """``parallel-echo [server=fork-server]``."""
        return run_label(self.spec.name, self.cell)


def load(
    file: Path, *, settings: Mapping[str, str] | None = None, idle: bool = False
) -> tuple[Scenario, ...]:
    """Read a scenario file and expand its matrix.

    Args:
        file: The scenario.
        settings: Values that ``--set`` gives to variables and axes.
        idle: Accept a scenario in which nothing happens.

    Returns:
        One scenario per combination, in the file's order.

    Raises:
        InvalidInput: when the file cannot be read, or a setting names nothing in it.
        InvalidFile: with every problem of the file, each with its line.
    """
    document = read_document(file, shown_as=shown(file), piped=True)
    if not isinstance(document.tree, dict):
        raise InvalidFile((document.problem((), "a scenario is a mapping (name: ..., hosts: ...)"),))
    tree = {key: value for key, value in document.tree.items() if not key.startswith("x-")}
    tree.setdefault("name", name_of_file(file.stem))
    read = _read(document, tree, file.parent, settings or {})
    implied = implied_in(read.combinations, read.catalogues, tree)
    if implied:
        tree["hosts"] = {**tree["hosts"], **implied}
        read = _read(document, tree, file.parent, settings or {})
    read.problems.update(dict.fromkeys(() if idle else without_effect(document, tree)))
    if read.problems:
        without = _read(document, tree, file.parent, {}).problems if settings else read.problems
        raise InvalidFile(tuple(_with_options(read, without, document, tree)))
    places = setting_places(document, tree)
    found = (_scenario(document, read, each, places) for each in read.combinations)
    return tuple(replace(scenario, implied=frozenset(implied)) for scenario in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A scenario file with its settings, as far as it can be read.

    Args:
        matrix: Its axes and variables.
        combinations: Every combination.
        catalogues: The services of each compose file that a combination names.
        sources: The files that go to hosts.
        profiles: The profiles of links, by the file of further ones that a combination names.
        problems: What is wrong, each once.
    """

    matrix: Matrix
    combinations: list[Combination]
    catalogues: dict[Any, Catalogue]
    sources: dict[str, str]
    profiles: dict[Any, dict[str, Profile]]
    problems: dict[Problem, None]


def _read(document: Document, tree: dict[str, Any], folder: Path, settings: Mapping[str, str]) -> _Read:
    problems = [*document.problems, *unknown_references(document, tree)]
    problems += [*clashes(document, tree), *outside_problems(document, tree)]
    matrix = read_matrix(document, tree, settings, problems)
    sources = Sources(document, folder)
    combinations = Combinations(document, tree, matrix, os.environ, sources)
    every: list[Combination] = []
    too_large = _too_large(document, tree, matrix)
    if too_large is None:
        every = [combinations.read(cell) for cell in matrix.combinations()]
    else:
        problems.append(too_large)
    problems += combinations.problems
    catalogues = read_catalogues(document, every, folder, problems)
    problems += _idle_fleets(document, every, catalogues)
    profiles = _profiles(document, tree, every, folder, problems)
    return _Read(
        matrix=matrix,
        combinations=every,
        catalogues=catalogues,
        sources=sources.texts,
        profiles=profiles,
        problems=dict.fromkeys(problems),
    )


def _too_large(document: Document, tree: dict[str, Any], matrix: Matrix) -> Problem | None:
    """The problem of a list, or of a matrix that multiplies its file, beyond what can be read in a second."""
    values = values_of(chain.from_iterable(parts_of(tree, matrix).values()), matrix)
    if matrix.count() > MOST_RUNS or values <= MOST_VALUES:
        return items_problem(document, tree)  # of too many runs only the first is read
    message = f"the matrix multiplies this file to {values} values ({MOST_VALUES} at most)"
    return document.problem(("matrix",), message)


def _profiles(
    document: Document,
    tree: dict[str, Any],
    read: Iterable[Combination],
    folder: Path,
    problems: list[Problem],
) -> dict[Any, dict[str, Profile]]:
    """The profiles that links may name: the catalogue's, and those of a file, which outrank them."""
    found: dict[Any, dict[str, Profile]] = {}
    for combination in read:
        links, named = combination.head.tree.get("links"), combination.profiles
        if not links:
            continue
        if named not in found:
            found[named] = read_profiles()
            try:
                if named is not None:
                    found[named] |= read_profiles(folder / named, shown_as=shown(folder / named))
            except InvalidFile as error:
                problems += error.problems
            except InvalidInput as error:
                problems.append(document.problem(("profiles",), error.message))
        problems += link_problems(document, links, tree.get("hosts"), combination.declared, found[named])
    return found


def _idle_fleets(
    document: Document, read: Iterable[Combination], catalogues: Mapping[Any, Catalogue]
) -> Iterator[Problem]:
    """A problem for each fleet without a command whose service waits for jobs, as the warm clients do."""
    for combination in read:
        catalogue = catalogues.get(source_of(combination))
        services = {**catalogue.services, **combination.named("services")} if catalogue is not None else {}
        for name, fleet in combination.named("fleets").items():
            service = services.get(fleet.service)
            if fleet.command is None and service is not None and service.command in _IDLE:
                advice = "give it one, such as [echo-client, server]"
                message = f"no command: its clients would wait forever ({advice})"
                yield document.problem(("fleets", name), message)


def _scenario(
    document: Document,
    read: _Read,
    combination: Combination,
    places: dict[tuple[str, str, str], Problem],
) -> Scenario:
    catalogue = read.catalogues[source_of(combination)]
    services = {**catalogue.services, **combination.named("services")}
    checks = combination.members["checks"]
    asked = [number for number, check in enumerate(checks) if check.model.asked_in(combination.cell)]
    lines = (document.places["checks", number] for number in asked)
    spec = combination.spec(asked)
    return Scenario(
        spec=spec,
        cell=combination.cell,
        services={name: services[name] for _, _, name in combination.wanted()},
        inline=frozenset(spec.services),
        source=document.file,
        check_places=tuple(f"{document.file}:{line}:{column}" for line, column in lines),
        setting_places=catalogue.places | places,
        sources=read.sources,
        profiles=read.profiles.get(combination.profiles, {}) if spec.links else {},
        catalogue=catalogue,
    )


def _with_options(
    read: _Read, without: Iterable[Problem], document: Document, tree: dict[str, Any]
) -> Iterator[Problem]:
    """The problems; one that the file does not have without ``--set`` names the option."""
    known = frozenset(without)
    places = places_from_settings(tree, read.matrix)
    every = options(read.matrix, read.matrix.given)
    for problem in read.problems:
        own = problem in known or problem.file != document.file
        yield problem if own else replace(problem, option=places.get(problem.path, every))
