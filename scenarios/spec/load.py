"""From a file's name to checked scenarios: one per cell of the matrix, or every problem at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios.errors import InvalidFile, InvalidInput, Problem
from scenarios.spec.compose import Catalogue, ServiceDefinition, read_compose, read_service, unknown_service
from scenarios.spec.document import Document, YAMLPath, read_document
from scenarios.spec.problems import problems_of
from scenarios.spec.references import reference_problems
from scenarios.spec.scenario import ScenarioSpec
from scenarios.spec.variables import Scalar, cells, one_of, substitute, suggestion, unknown_references

PROJECT = Path(__file__).resolve().parents[2]
DEFAULT_COMPOSE = PROJECT / "compose.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One cell of a scenario, ready to be planned.

    Args:
        spec: What is to be played.
        cell: The values of the matrix's axes; empty without a matrix.
        services: The definition of every service it uses.
        source: The file it came from.
        check_places: ``line:column`` of each check, in order.
    """

    spec: ScenarioSpec
    cell: dict[str, Scalar]
    services: dict[str, ServiceDefinition]
    source: str
    check_places: tuple[str, ...]

    @property
    def label(self) -> str:
        """``parallel-echo [server=fork-server]``."""
        cell = ", ".join(f"{name}={value}" for name, value in self.cell.items())
        return f"{self.spec.name} [{cell}]" if cell else self.spec.name


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
    variables, matrix, problems = _variables(document, tree)
    fixed = _settings(settings or {}, variables, matrix, document.file)
    hosts = tree.get("hosts")
    problems += unknown_references(document, [*variables, *matrix], hosts if isinstance(hosts, dict) else ())
    found: list[Scenario] = []
    for cell in cells(matrix, fixed):
        filled = _fill(tree, {**variables, **fixed, **cell})
        scenario, trouble = _one_cell(document, filled, cell, file.parent)
        problems += trouble
        found += [scenario] if scenario else []
    if problems:
        raise InvalidFile(tuple(problems))
    return tuple(found)


def _fill(tree: dict[str, Any], values: Mapping[str, Scalar]) -> dict[str, Any]:
    kept: dict[str, Any] = {key: tree[key] for key in ("matrix", "variables", "about") if key in tree}
    rest = {key: value for key, value in tree.items() if key not in kept}
    filled: dict[str, Any] = substitute(rest, values)
    return filled | kept


def _one_cell(
    document: Document, tree: dict[str, Any], cell: dict[str, Scalar], folder: Path
) -> tuple[Scenario | None, list[Problem]]:
    problems = reference_problems(document, tree)
    own = _own_services(document, tree, problems)
    wanted = _wanted_services(tree)
    catalogue = _catalogue(
        document, tree, frozenset(name for _, name in wanted) - own.keys(), folder, problems
    )
    services = {**(catalogue.services if catalogue else {}), **own}
    if catalogue is not None:
        everything = Catalogue(file=catalogue.file, services=services)
        for path, name in wanted:
            if name not in services and "${" not in name:
                problems.append(document.problem(path, unknown_service(name, everything)))
    try:
        spec = ScenarioSpec.model_validate(tree)
    except ValidationError as error:
        return None, problems + problems_of(error, document, model=ScenarioSpec)
    places = tuple(_place(document, number) for number in range(len(spec.checks)))
    used = {name: services[name] for _, name in wanted if name in services}
    return Scenario(spec=spec, cell=cell, services=used, source=document.file, check_places=places), problems


def _place(document: Document, number: int) -> str:
    line, column = document.places.get(("checks", number), (1, 1))
    return f"{document.file}:{line}:{column}"


def _own_services(
    document: Document, tree: dict[str, Any], problems: list[Problem]
) -> dict[str, ServiceDefinition]:
    written = tree.get("services")
    if not isinstance(written, dict):
        return {}
    scratch: list[Problem] = []  # the model reports these again, except for a missing image
    own = {}
    for name, definition in written.items():
        service = read_service(document, ("services", name), definition, scratch)
        own[name] = service or ServiceDefinition()
    problems += [problem for problem in scratch if problem.message.startswith("no image")]
    return own


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


def _wanted_services(tree: dict[str, Any]) -> list[tuple[YAMLPath, str]]:
    wanted: list[tuple[YAMLPath, str]] = []
    for group, keys in (("hosts", ("service", "lab")), ("fleets", ("service",))):
        members = tree.get(group)
        for name, member in members.items() if isinstance(members, dict) else ():
            for key in keys:
                if isinstance(member, dict) and isinstance(member.get(key), str):
                    wanted.append(((group, name, key), member[key]))
    return wanted


def _variables(
    document: Document, tree: dict[str, Any]
) -> tuple[dict[str, Scalar], dict[str, list[Scalar]], list[Problem]]:
    problems: list[Problem] = []
    variables: dict[str, Scalar] = {}
    for name, value in _section(tree, "variables").items():
        if isinstance(value, str | int | float | bool):
            variables[name] = value
        else:
            problems.append(document.problem(("variables", name), "must be one value (text or a number)"))
    matrix: dict[str, list[Scalar]] = {}
    for name, values in _section(tree, "matrix").items():
        if (
            isinstance(values, list)
            and values
            and all(isinstance(v, str | int | float | bool) for v in values)
        ):
            matrix[name] = values
        else:
            problems.append(document.problem(("matrix", name), "must be a list of one or more values"))
    return variables, matrix, problems


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
            known = {str(value): value for value in matrix[name]}
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
    if isinstance(example, int) and not isinstance(example, bool) and text.lstrip("-").isdigit():
        return int(text)
    return text


def _shown(file: Path) -> str:
    try:
        return str(file.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(file)
