"""From a file's name to checked scenarios: one per cell of the matrix, or every problem at once."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from socketlab.errors import InvalidFile, InvalidInput, Problem
from socketlab.language.document import Document, YAMLPath, read_document
from socketlab.language.problems import problems_of
from socketlab.language.variables import cells, is_late, resolved, substitute, unknown_references
from socketlab.language.wording import Scalar, as_text, one_of, run_label, suggestion
from socketlab.links.model import ROUTER_IMAGE
from socketlab.resources import root
from socketlab.spec.compose import (
    Catalogue,
    ServiceDefinition,
    image_problems,
    read_compose,
    setting_places,
    unknown_service,
)
from socketlab.spec.links import Profile, link_problems
from socketlab.spec.profiles import read_profiles
from socketlab.spec.references import is_settled, reference_problems
from socketlab.spec.scenario import ScenarioSpec
from socketlab.spec.sources import read_sources

DEFAULT_COMPOSE = root() / "compose.yaml"

MOST_CELLS = 1000
"""Runs that one matrix may come to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One cell of a scenario, ready to be planned.

    Args:
        spec: What is to be played.
        cell: The values of the matrix's axes; empty without a matrix.
        services: The definition of every service it uses.
        inline: The services that it defines itself: their texts may hold ``${...}``.
        source: The file it came from.
        check_places: ``line:column`` of each check, in order.
        setting_places: Where the settings of hosts are, by section, member and name, as problems
            without a message.
        profiles: The profiles that its links may have.
        sources: The text of each file of the scenario's folder that goes to a host, by its name there.
    """

    spec: ScenarioSpec
    cell: dict[str, Scalar]
    services: dict[str, ServiceDefinition]
    inline: frozenset[str]
    source: str
    check_places: tuple[str, ...]
    setting_places: dict[tuple[str, str, str], Problem] = field(default_factory=dict)

    @property
    def images(self) -> frozenset[str]:
        """The images of every service it uses, and of the router where links have conditions."""
        router = {ROUTER_IMAGE} if self.spec.links else set()
        return frozenset(service.image for service in self.services.values()) | router

    sources: dict[str, str] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """``parallel-echo [server=fork-server]``."""
        return run_label(self.spec.name, self.cell)


def load(file: Path, *, settings: Mapping[str, str] | None = None) -> tuple[Scenario, ...]:
    """Read a scenario file and expand its matrix.

    Args:
        file: The scenario.
        settings: Values that ``--set`` gives to variables and axes.

    Returns:
        One scenario per cell, in the file's order.

    Raises:
        InvalidInput: when the file cannot be read, or a setting names nothing in it.
        InvalidFile: with every problem of the file, each with its line.
    """
    document = read_document(file, shown_as=_shown(file))
    if not isinstance(document.tree, dict):
        raise InvalidFile((document.problem((), "a scenario is a mapping (name: ..., hosts: ...)"),))
    tree = {key: value for key, value in document.tree.items() if not key.startswith("x-")}
    tree.setdefault("name", file.stem)
    problems = [*document.problems, *unknown_references(document, tree)]
    variables, matrix = _variables(document, tree, problems), _matrix(document, tree, problems)
    fixed = _settings(settings or {}, variables, matrix, document.file)
    set_variables = {**variables, **{name: value for name, value in fixed.items() if name in variables}}
    found: list[Scenario] = []
    for cell in _cells(document, matrix, fixed, problems):
        filled = _filled(tree, resolved(set_variables, cell))
        filled |= {"variables": set_variables} if isinstance(tree.get("variables"), dict) else {}
        filled |= {"matrix": matrix} if isinstance(tree.get("matrix"), dict) else {}
        scenario, trouble = _one_cell(document, filled, cell, file.parent)
        problems += trouble
        found += [scenario] if scenario else []
    if problems:
        raise InvalidFile(tuple(problems))
    return tuple(found)


def _filled(tree: dict[str, Any], values: Mapping[str, Scalar]) -> dict[str, Any]:
    """The tree with its variables filled in, but for the sections that say what they are."""
    kept = ("matrix", "variables", "about")
    return {key: value if key in kept else substitute(value, values) for key, value in tree.items()}


def _one_cell(
    document: Document, tree: dict[str, Any], cell: dict[str, Scalar], folder: Path
) -> tuple[Scenario | None, list[Problem]]:
    problems = reference_problems(document, tree, ScenarioSpec)
    own = _section(tree, "services")
    for name, definition in own.items():
        problems += image_problems(document, ("services", name), definition)
    wanted = dict(_wanted_services(tree))
    profiles = _profiles(document, tree, folder, problems)
    problems += link_problems(document, tree, profiles)
    catalogue = _catalogue(document, tree, frozenset(wanted.values()) - frozenset(own), folder, problems)
    if catalogue is not None:
        unknown = {path: name for path, name in wanted.items() if name not in {*own, *catalogue.services}}
        problems += [
            document.problem(path, unknown_service(name, catalogue, own))
            for path, name in unknown.items()
            if is_settled(name)
        ]
    try:
        spec = ScenarioSpec.model_validate(tree, context=os.environ)
    except ValidationError as error:
        return None, problems + problems_of(error, document, model=ScenarioSpec)
    sources = read_sources(spec, document, folder, problems)
    if problems or catalogue is None or unknown:
        return None, problems
    services = {**catalogue.services, **spec.services}
    asked = [number for number, item in enumerate(spec.checks) if item.asked_in(cell)]
    places = (document.places[("checks", number)] for number in asked)
    return Scenario(
        spec=spec.model_copy(update={"checks": tuple(spec.checks[number] for number in asked)}),
        cell=cell,
        services={name: services[name] for name in wanted.values()},
        inline=frozenset(own),
        source=document.file,
        check_places=tuple(f"{document.file}:{line}:{column}" for line, column in places),
        setting_places=catalogue.places | setting_places(document, tree),
        sources=sources,
        profiles=profiles,
    ), []


def _profiles(
    document: Document, tree: dict[str, Any], folder: Path, problems: list[Problem]
) -> dict[str, Profile]:
    """The catalogue's profiles and the scenario's own, which outrank them; none where it has no links."""
    if not tree.get("links"):
        return {}
    named = tree.get("profiles")
    if not isinstance(named, str) or not named:
        return read_profiles()
    try:
        return read_profiles() | read_profiles(folder / named, shown_as=_shown(folder / named))
    except InvalidFile as error:
        problems += error.problems
    except InvalidInput as error:
        problems.append(document.problem(("profiles",), error.message))
    return read_profiles()


def _catalogue(
    document: Document, tree: dict[str, Any], wanted: frozenset[str], folder: Path, problems: list[Problem]
) -> Catalogue | None:
    """The compose file's services, or nothing where the scenario defines all it uses itself."""
    named = tree.get("compose")
    if named is not None and not isinstance(named, str):
        return None
    if not wanted and named is None:
        return Catalogue(file=document.file, services={})
    file = (folder / named) if named else DEFAULT_COMPOSE
    try:
        return read_compose(file, wanted=wanted, shown_as=_shown(file), environment=os.environ)
    except InvalidFile as error:
        problems += error.problems
    except InvalidInput as error:
        problems.append(document.problem(("compose",), error.message))
    return None


def _wanted_services(tree: dict[str, Any]) -> Iterator[tuple[YAMLPath, str]]:
    for group, keys in (("hosts", ("service", "lab")), ("fleets", ("service",))):
        for name, member in _section(tree, group).items():
            for key in keys if isinstance(member, dict) else ():
                if isinstance(member.get(key), str):
                    yield (group, name, key), member[key]


def _variables(document: Document, tree: dict[str, Any], problems: list[Problem]) -> dict[str, Scalar]:
    found: dict[str, Scalar] = {}
    for name, value in _named(document, tree, "variables", problems):
        if isinstance(value, str | int | float | bool):
            found[name] = value
        else:
            problems.append(document.problem(("variables", name), "must be one value (text or a number)"))
    return found


def _matrix(document: Document, tree: dict[str, Any], problems: list[Problem]) -> dict[str, list[Scalar]]:
    found: dict[str, list[Scalar]] = {}
    for name, values in _named(document, tree, "matrix", problems):
        scalars = isinstance(values, list) and all(isinstance(v, str | int | float | bool) for v in values)
        if scalars and values:
            found[name] = values
        else:
            problems.append(document.problem(("matrix", name), "must be a list of one or more values"))
    return found


def _named(
    document: Document, tree: dict[str, Any], section: str, problems: list[Problem]
) -> Iterator[tuple[str, Any]]:
    """What a section defines, less what the planner alone may define."""
    for name, value in _section(tree, section).items():
        if is_late(name):
            problems.append(document.problem((section, name), f'"{name}" is decided by the plan (rename it)'))
        else:
            yield name, value


def _cells(
    document: Document, matrix: dict[str, list[Scalar]], fixed: dict[str, Scalar], problems: list[Problem]
) -> list[dict[str, Scalar]]:
    """The cells to play; of too many only the first, for what else may be wrong with it."""
    count = math.prod(len(values) for name, values in matrix.items() if name not in fixed)
    if count > MOST_CELLS:
        message = f"{count} runs are too many (take {MOST_CELLS} at most, or fix an axis with --set)"
        problems.append(document.problem(("matrix",), message))
        return cells(matrix, {name: values[0] for name, values in matrix.items()})
    return cells(matrix, fixed)


def _section(tree: dict[str, Any], name: str) -> dict[str, Any]:
    value = tree.get(name)
    return value if isinstance(value, dict) else {}


def _settings(
    settings: Mapping[str, str],
    variables: Mapping[str, Scalar],
    matrix: Mapping[str, list[Scalar]],
    file: str,
) -> dict[str, Scalar]:
    fixed: dict[str, Scalar] = {}
    for name, text in settings.items():
        if name in matrix:
            known = {as_text(value): value for value in matrix[name]}
            fixed[name] = known.get(text, _like(text, matrix[name][0]))
        elif name in variables:
            fixed[name] = _like(text, variables[name])
        else:
            names = [*matrix, *variables]
            hint = suggestion(name, names) or (one_of(names) if names else "it has none")
            raise InvalidInput(f'{file} has no variable "{name}" to set', hint=hint)
    return fixed


def _like(text: str, example: Scalar) -> Scalar:
    """A setting in the type of the value it replaces, where it can be read as one."""
    if isinstance(example, bool):
        return {"true": True, "false": False}.get(text, text)
    try:
        return type(example)(text)
    except ValueError:
        return text


def _shown(file: Path) -> str:
    """The file as seen from the current folder, where it lies below it."""
    try:
        return str(file.resolve().relative_to(Path.cwd()))
    except (OSError, RuntimeError, ValueError):
        return str(file)
