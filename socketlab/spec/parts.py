"""The parts of a scenario's file, each read once for each combination of the axes that it depends on.

A check that no axis appears in is the same in all of 1,000 combinations: it is validated once, and a mistake
in it is found once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from socketlab.errors import Problem
from socketlab.language.document import Document, YAMLPath
from socketlab.language.problems import problems_of
from socketlab.language.variables import fill, filled_size, resolved, substitute
from socketlab.language.wording import Scalar, cut
from socketlab.spec.checks import CheckItem
from socketlab.spec.compose import ServiceDefinition
from socketlab.spec.matrix import Matrix
from socketlab.spec.scenario import FleetSpec, HostSpec
from socketlab.spec.timeline import TimelineItem

MOST_CHARACTERS = 16_000_000
"""Characters of a file in all its combinations, with the variables filled in."""

MOST_VALUES = 300_000
"""Values that the combinations of a matrix may multiply a file to."""

_MOST_ITEMS = 2_000
"""Steps of a timeline, and checks."""

SECTIONS: dict[str, type[BaseModel]] = {
    "hosts": HostSpec,
    "fleets": FleetSpec,
    "services": ServiceDefinition,
    "timeline": TimelineItem,
    "checks": CheckItem,
}
"""The sections whose members are read one by one, and what each member is."""


@dataclass(frozen=True, slots=True)
class Part:
    """One host, fleet, service, step or check as it is in the file.

    Args:
        path: Where it is.
        raw: Its value, with variables.
        model: What it is read as.
        axes: The axes that it depends on.
        kept: Keys in which nothing is replaced.
    """

    path: YAMLPath
    raw: Any
    model: type[BaseModel]
    axes: tuple[str, ...]
    kept: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """What a part is in some combinations.

    Args:
        part: The part.
        tree: Its value with the file's variables filled in.
        model: It itself; ``None`` where it is wrong.
        problems: Why.
    """

    part: Part
    tree: Any
    model: Any
    problems: list[Problem] = field(default_factory=list)


class Reader:
    """Reads the parts of one file.

    Args:
        document: The file.
        matrix: Its axes and variables.
        context: The environment of the process, for names without a value.
    """

    def __init__(self, document: Document, matrix: Matrix, context: Mapping[str, str]) -> None:
        self._document = document
        self._matrix = matrix
        self._context = context
        self._known: dict[YAMLPath, dict[tuple[Any, ...], Reading]] = {}
        self._characters_left = MOST_CHARACTERS

    def read(self, part: Part, cell: Mapping[str, Scalar]) -> tuple[Reading, bool]:
        """A part in one combination, and whether it was read for the first time."""
        key = tuple((type(cell[axis]), cell[axis]) for axis in part.axes)
        known = self._known.setdefault(part.path, {})
        found = known.get(key)
        if found is not None:
            return found, False
        known[key] = reading = self._read(part, cell)
        return reading, True

    def _read(self, part: Part, cell: Mapping[str, Scalar]) -> Reading:
        values = resolved(self._matrix.variables, cell)
        size = filled_size(part.raw, values)
        if size > self._characters_left:
            message = f"its variables make the file longer than {MOST_CHARACTERS} characters"
            return Reading(part, part.raw, None, [self._document.problem(part.path, message)])
        self._characters_left -= size
        tree = substitute(part.raw, values)
        reading = Reading(part, {**tree, **part.kept} if part.kept else tree, None)
        if part.path[:1] in (("hosts",), ("fleets",)):
            reading.tree = self._with_places(reading, values)
        try:
            reading.model = part.model.model_validate(reading.tree, context=self._context)
        except ValidationError as error:
            reading.problems += problems_of(error, self._document, model=part.model, at=part.path)
        return reading

    def _with_places(self, reading: Reading, values: Mapping[str, Scalar]) -> Any:
        """The definition of a host or fleet with the variables in its files' places filled in."""
        tree = reading.tree
        files = tree.get("files") if isinstance(tree, dict) else None
        if not isinstance(files, dict):
            return tree
        placed: dict[str, Any] = {}
        for place, content in files.items():
            filled = fill(place, values)
            if filled in placed:
                path = (*reading.part.path, "files", place)
                reading.problems.append(self._document.problem(path, f'"{cut(filled)}" is given twice'))
            placed[filled] = content
        return {**tree, "files": placed}


def parts_of(tree: Mapping[str, Any], matrix: Matrix) -> dict[str, list[Part]]:
    """The parts of a file, by section; a section of the wrong shape has none.

    A step or a check also depends on what it is compared with: the sizes of fleets and the timeout.
    """
    fleets = list(_members(tree.get("fleets"), list_too=False))
    sizes = [fleet.get("count") for _, fleet in fleets if isinstance(fleet, dict)]
    compared = matrix.axes_of([*sizes, tree.get("timeout")])
    found: dict[str, list[Part]] = {}
    for section, model in SECTIONS.items():
        in_list = section in ("timeline", "checks")
        found[section] = []
        for key, raw in _members(tree.get(section), list_too=in_list):
            own = matrix.axes_of(raw)
            more = compared if in_list or section == "fleets" else ()
            axes = tuple(name for name in matrix.axes if name in own or name in more)
            found[section].append(Part((section, key), raw, model, axes))
    return found


def items_problem(document: Document, tree: Mapping[str, Any]) -> Problem | None:
    """The problem of a timeline, or of checks, with more items than can be read in a second."""
    for section in ("timeline", "checks"):
        number = len(tree[section]) if isinstance(tree.get(section), list) else 0
        if number > _MOST_ITEMS:
            return document.problem((section,), f"{number} items ({_MOST_ITEMS} at most)")
    return None


def values_of(parts: Iterable[Part], matrix: Matrix) -> int:
    """The number of values that must be read for all combinations."""
    return sum(_size(part.raw) * matrix.count(part.axes) for part in parts if part.axes)


def _members(section: Any, *, list_too: bool) -> Iterator[tuple[str | int, Any]]:
    if list_too and isinstance(section, list):
        yield from enumerate(section)
    elif not list_too and isinstance(section, dict):
        yield from section.items()


def _size(tree: Any) -> int:
    if isinstance(tree, dict):
        return 1 + sum(_size(child) for child in tree.values())
    return 1 + sum(_size(child) for child in tree) if isinstance(tree, list) else 1
