"""The combinations of a scenario's matrix: its axes, its variables, and what ``--set`` makes of both."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from socketlab.errors import InvalidInput, Problem
from socketlab.language.document import Document, walk
from socketlab.language.scalars import scalar_of
from socketlab.language.variables import cells, is_late, is_variable_name, names_in
from socketlab.language.wording import Scalar, as_text, cut, is_same, one_of, suggestion

LONGEST_VALUE = 1_000_000
"""Characters of a variable's value."""

MOST_RUNS = 1000
"""Runs of one matrix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """What the values of a scenario depend on.

    Args:
        axes: The values of each axis.
        variables: The variables, with the values that ``--set`` gives them.
        fixed: The one value of each axis that ``--set`` fixes.
        given: What ``--set`` gives, as it was written, by name.
        origins: The axes and ``--set`` options that each axis and variable depends on.
    """

    axes: dict[str, list[Scalar]]
    variables: dict[str, Scalar]
    fixed: dict[str, Scalar]
    given: dict[str, str]
    origins: dict[str, frozenset[str]]

    def origins_of(self, tree: Any) -> frozenset[str]:
        """The axes and ``--set`` options that a part of the file depends on."""
        names = {name for text in _texts(tree) for name in names_in(text)}
        return frozenset().union(*(self.origins[name] for name in self.origins.keys() & names))

    def axes_of(self, tree: Any) -> tuple[str, ...]:
        """The axes with several values that a part of the file depends on, in the file's order."""
        origins = self.origins_of(tree)
        return tuple(name for name in self.axes if name in origins and name not in self.fixed)

    def count(self, axes: tuple[str, ...] | None = None) -> int:
        """The number of combinations of some axes, or of all."""
        chosen = self.axes if axes is None else axes
        return math.prod(len(self.axes[name]) for name in chosen if name not in self.fixed)

    def combinations(self) -> list[dict[str, Scalar]]:
        """The combinations to play; of too many only the first, for what else may be wrong with it."""
        if self.count() > MOST_RUNS:
            return cells(self.axes, {name: values[0] for name, values in self.axes.items()} | self.fixed)
        return cells(self.axes, self.fixed)


def read_matrix(
    document: Document, tree: dict[str, Any], settings: Mapping[str, str], problems: list[Problem]
) -> Matrix:
    """The matrix and the variables of a scenario.

    Args:
        document: The file, for the places.
        tree: Its top-level sections.
        settings: What ``--set`` gives.
        problems: Gets one for each mistake in the two sections.

    Raises:
        InvalidInput: when a setting names nothing in the file.
    """
    axes, variables = _axes(document, tree, problems), _variables(document, tree, problems)
    _refuse_long(document, axes, variables, problems)
    problems += [
        document.problem(("variables", name), f'"{cut(name)}" is an axis of the matrix, too (rename one)')
        for name in variables
        if name in axes
    ]
    values = _settings(settings, variables, axes, document.file)
    fixed = {name: value for name, value in values.items() if name in axes}
    set_variables = {name: values.get(name, value) for name, value in variables.items()}
    matrix = Matrix(
        axes=axes,
        variables=set_variables,
        fixed=fixed,
        given=dict(settings),
        origins=_origins(axes, set_variables, settings),
    )
    if matrix.count() > MOST_RUNS:
        number, advice = _number(matrix.count()), f"take {MOST_RUNS} at most, or fix an axis with --set"
        message = f"{number} runs are too many ({advice})"
        problems.append(document.problem(("matrix",), message))
    return matrix


def _number(count: int) -> str:
    """A number of runs; one with more digits than Python writes as a power of ten."""
    return str(count) if count < 10**12 else f"about 10^{math.log10(count):.0f}"


def _origins(
    axes: Mapping[str, list[Scalar]], variables: Mapping[str, Scalar], settings: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    found = {name: frozenset({name}) for name in axes}
    for name, value in variables.items():
        names = names_in(value) if isinstance(value, str) else []
        own = frozenset({name}) if name in settings else frozenset[str]()
        found.setdefault(name, own.union(*(found.get(other, frozenset()) for other in names)))
    return found


def _texts(tree: Any) -> Iterator[str]:
    """Every text of a tree, and every key: the places of files may hold variables, too."""
    if isinstance(tree, dict):
        yield from tree
        for child in tree.values():
            yield from _texts(child)
    elif isinstance(tree, list):
        for child in tree:
            yield from _texts(child)
    elif isinstance(tree, str):
        yield tree


def _variables(document: Document, tree: dict[str, Any], problems: list[Problem]) -> dict[str, Scalar]:
    found: dict[str, Scalar] = {}
    for name, value in _named(document, tree, "variables", problems):
        if isinstance(value, str | int | float | bool):
            found[name] = value
        else:
            problems.append(document.problem(("variables", name), "must be one value (text or a number)"))
    return found


def _refuse_long(
    document: Document,
    axes: Mapping[str, list[Scalar]],
    variables: dict[str, Scalar],
    problems: list[Problem],
) -> None:
    """A problem for each variable that others make too long; it is left out."""
    sizes = {name: max(len(as_text(value)) for value in values) for name, values in axes.items()}
    for name, value in list(variables.items()):
        names = names_in(value) if isinstance(value, str) else []
        size = len(as_text(value)) + sum(sizes.get(other, 0) for other in names)
        sizes.setdefault(name, size)
        if size > LONGEST_VALUE:
            message = f"the variables in it make it {size} characters long ({LONGEST_VALUE} at most)"
            problems.append(document.problem(("variables", name), message))
            del variables[name]


def _axes(document: Document, tree: dict[str, Any], problems: list[Problem]) -> dict[str, list[Scalar]]:
    found: dict[str, list[Scalar]] = {}
    for name, values in _named(document, tree, "matrix", problems):
        scalars = isinstance(values, list) and all(isinstance(v, str | int | float | bool) for v in values)
        if scalars and values:
            found[name] = values
            problems += _repeated(document, name, values)
        else:
            problems.append(document.problem(("matrix", name), "must be a list of one or more values"))
    return found


def _repeated(document: Document, axis: str, values: list[Scalar]) -> Iterator[Problem]:
    known: dict[Scalar, list[Scalar]] = {}
    for number, value in enumerate(values):
        if any(is_same(value, other) for other in known.get(value, ())):
            message = f'"{cut(as_text(value))}" is in the list twice: two runs would be the same'
            yield document.problem(("matrix", axis, number), message)
        known.setdefault(value, []).append(value)


def _named(
    document: Document, tree: dict[str, Any], section: str, problems: list[Problem]
) -> Iterator[tuple[str, Any]]:
    """What a section defines, less what the plan alone may define."""
    members = tree.get(section)
    for name, value in members.items() if isinstance(members, dict) else ():
        if is_late(name):
            problems.append(
                document.problem((section, name), f'"{cut(name)}" is set by the plan (rename it)')
            )
        elif not is_variable_name(name):
            message = f'"{cut(name)}" is not a name of a variable (no spaces, no $, {{, }} or =)'
            problems.append(document.problem((section, name), message))
        else:
            yield name, value


def _settings(
    settings: Mapping[str, str],
    variables: Mapping[str, Scalar],
    axes: Mapping[str, list[Scalar]],
    file: str,
) -> dict[str, Scalar]:
    values: dict[str, Scalar] = {}
    for name, text in settings.items():
        _refuse_unknown_names(name, text, {*axes, *variables})
        if name in axes:
            known = {as_text(value): value for value in axes[name]}
            values[name] = known.get(text, _like(text, axes[name][0]))
        elif name in variables:
            values[name] = _like(text, variables[name])
        else:
            names = [*axes, *variables]
            hint = suggestion(name, names) or (one_of(names) if names else "it has none")
            raise InvalidInput(f'{file} has no variable "{cut(name)}" to set', hint=hint)
    return values


def _refuse_unknown_names(name: str, text: str, known: Collection[str]) -> None:
    for other in names_in(text):
        if other not in known and not is_late(other):
            hint = suggestion(other, known) or 'write "$${" for the text itself'
            raise InvalidInput(f'--set {name}={cut(text)}: no variable "{cut(other)}"', hint=hint)


def _like(text: str, example: Scalar) -> Scalar:
    """A setting in the type of the value it replaces, where it can be read as one."""
    if isinstance(example, str):
        return text
    value = scalar_of(text)
    return text if value is None or isinstance(value, bool) is not isinstance(example, bool) else value


def places_from_settings(tree: dict[str, Any], matrix: Matrix) -> dict[str, str]:
    """The ``--set`` options that each place of a file depends on, by the place as messages write it."""
    found: dict[str, set[str]] = {}
    for path, value in walk(tree):
        names = matrix.origins_of(value) & matrix.given.keys()
        for depth in range(len(path) if names else 0, 0, -1):
            where = " ".join(".".join(str(step) for step in path[:depth]).split())
            found.setdefault(where, set()).update(names)
    return {where: options(matrix, names) for where, names in found.items()}


def options(matrix: Matrix, names: Collection[str]) -> str:
    """Some of the ``--set`` options as they were given."""
    return " ".join(f"--set {name}={cut(text)}" for name, text in matrix.given.items() if name in names)
