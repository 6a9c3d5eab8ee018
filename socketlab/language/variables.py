"""``${name}`` in a scenario: replaced once per combination of the matrix, or once per client.

A scenario's own variables and the axes of its matrix are known when the file is read. What depends on
the client (its index) or on where hosts ended up (``${hosts.server}``) is known to the planner only and
passes through the first replacement untouched. ``$$`` is a literal dollar sign, as in Compose.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator

from socketlab.errors import Problem
from socketlab.language.document import Document, YAMLPath, walk
from socketlab.language.wording import Scalar, as_text, cut, suggestion
from socketlab.language.written import TEXT, written_as

_REFERENCE = re.compile(r"\$(?:(\$)|\{([^{}]*)\})")

CLIENT_VARIABLES = ("index", "count", "fleet", "client")
"""Known of a client only: its index (from 1), its fleet's size and name, its own host name."""

RUN_VARIABLES = ("seed", "run")
"""Known to the planner: the run's seed and its id; and where each host is, as ``hosts.<name>``."""

_HOST_PREFIX = "hosts."

_WITHOUT_CLIENT = ("name", "title", "tags", "compose", "hosts", "timeline", "timeout")
"""Sections whose texts belong to no client."""


def _text(value: Any) -> Any:
    return as_text(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_text), written_as(TEXT)]
"""Text, or a number that a variable may have put in its place."""


_VARIABLE_NAME = re.compile(r"[^\s${}=]+")

_MOST_NAMES = 500
"""Variables of one text whose mistakes are described."""

_UNCLOSED = re.compile(r"\$\{[^{}]*")


def is_variable_name(name: str) -> bool:
    """Whether ``${name}`` and ``--set name=value`` can refer to a variable of this name."""
    return _VARIABLE_NAME.fullmatch(name) is not None


def is_late(name: str) -> bool:
    """Whether a variable is the planner's to fill in, not the file's."""
    return name in CLIENT_VARIABLES or name in RUN_VARIABLES or name.startswith(_HOST_PREFIX)


def fill(text: str, values: Mapping[str, Scalar]) -> str:
    """Replace every ``${name}`` that ``values`` knows; others stay, and so does ``$$``."""

    def one(match: re.Match[str]) -> str:
        name = match[2]
        return match[0] if match[1] or name not in values else as_text(values[name])

    return text if values.keys().isdisjoint(names_in(text)) else _REFERENCE.sub(one, text)


def finish(text: str, values: Mapping[str, Scalar]) -> str:
    """The last replacement: as :func:`fill`, and ``$$`` becomes ``$``."""

    def one(match: re.Match[str]) -> str:
        if match[1]:
            return "$"
        return as_text(values[match[2]]) if match[2] in values else match[0]

    return _REFERENCE.sub(one, text)


def values_in_words(values: Mapping[str, str], *, fleet: str = "", count: int = 0) -> dict[str, str]:
    """Values for a text about all clients of a fleet: what differs from client to client is ``<index>``.

    Args:
        values: Those that hold for the whole run.
        fleet: The fleet's name; empty where the text is about no fleet.
        count: How many clients it has.
    """
    own = {"fleet": fleet, "count": str(count), "index": "<index>", "client": "<client>"}
    return {**values, **(own if fleet else {})}


def filled_size(tree: Any, values: Mapping[str, Scalar]) -> int:
    """The characters of a YAML tree with the file's variables filled in, without making them."""
    if isinstance(tree, dict):
        return sum(filled_size(child, values) for pair in tree.items() for child in pair)
    if isinstance(tree, list):
        return sum(filled_size(child, values) for child in tree)
    if not isinstance(tree, str):
        return 1
    return len(tree) + sum(len(as_text(values[name])) for name in names_in(tree) if name in values)


@functools.lru_cache(maxsize=64)  # each text of a file is asked about again and again, and may be long
def names_in(text: str) -> tuple[str, ...]:
    """The names that a text refers to, in order."""
    return tuple(match[2] for match in _REFERENCE.finditer(text) if not match[1])


def substitute(tree: Any, values: Mapping[str, Scalar]) -> Any:
    """A copy of a YAML tree with the file's variables filled in.

    A value that is nothing but one reference takes the variable's own type, so that
    ``count: ${clients}`` is a number.
    """
    if isinstance(tree, dict):
        return {key: substitute(child, values) for key, child in tree.items()}
    if isinstance(tree, list):
        return [substitute(child, values) for child in tree]
    if not isinstance(tree, str):
        return tree
    whole = _REFERENCE.fullmatch(tree)
    if whole and not whole[1] and whole[2] in values:
        return values[whole[2]]
    return fill(tree, values)


def resolved(variables: Mapping[str, Scalar], cell: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """The variables' values in one cell; each may refer to the cell and to those before it."""
    values = dict(cell)
    for name, value in variables.items():
        values.setdefault(name, substitute(value, values))
    return values


def unknown_references(document: Document, tree: Mapping[str, Any]) -> list[Problem]:
    """A problem for each ``${name}`` that has no value anywhere, and for each that has no end.

    Args:
        document: The file, for the places.
        tree: Its top-level sections without those that are set aside.
    """
    known = _Known.of(tree)
    problems = []
    for path, text in _texts({name: section for name, section in tree.items() if name != "about"}):
        unclosed = _UNCLOSED.search(_REFERENCE.sub("", text))
        if unclosed:
            shown = cut(unclosed[0])
            message = f'"{shown}" has no closing brace (write "${{name}}", or "$${{" for the text itself)'
            problems.append(document.problem(path, message))
        for name in list(dict.fromkeys(names_in(text)))[:_MOST_NAMES]:
            if not known.has(name, path, of_client=_of_client(tree, path)):
                hint = known.advice(name, path, of_client=_of_client(tree, path))
                problems.append(document.problem(path, f'no variable "{cut(name)}" ({hint})'))
    return problems


def _texts(tree: Mapping[str, Any]) -> Iterator[tuple[YAMLPath, str]]:
    """Every text with its path; the places of files are texts, too."""
    for path, value in walk(tree):
        if isinstance(value, str):
            yield path, value
    for section in ("hosts", "fleets"):
        members = tree.get(section)
        for name, member in members.items() if isinstance(members, dict) else ():
            files = member.get("files") if isinstance(member, dict) else None
            for place in files if isinstance(files, dict) else ():
                yield (section, name, "files", place), place


@dataclass(frozen=True, slots=True)
class _Known:
    """The variables that a file may refer to; each with its position in its section."""

    axes: dict[str, int]
    variables: dict[str, int]
    hosts: dict[str, int]

    @staticmethod
    def of(tree: Mapping[str, Any]) -> _Known:
        """Those of a file."""
        sections = (tree.get(name) for name in ("matrix", "variables", "hosts"))
        names = (list(part) if isinstance(part, dict) else [] for part in sections)
        return _Known(*({name: number for number, name in enumerate(part)} for part in names))

    def has(self, name: str, path: YAMLPath, *, of_client: bool) -> bool:
        """Whether a place may refer to a variable: not to itself, nor to later ones."""
        if name in RUN_VARIABLES or (of_client and name in CLIENT_VARIABLES):
            return True
        if name.startswith(_HOST_PREFIX) and name.removeprefix(_HOST_PREFIX) in self.hosts:
            return True
        match path:
            case ("matrix", *_):
                return False
            case ("variables", str(own), *_):
                return (
                    name in self.axes or self.variables.get(name, len(self.variables)) < self.variables[own]
                )
        return name in self.axes or name in self.variables

    def advice(self, name: str, path: YAMLPath, *, of_client: bool) -> str:
        """What to do about a reference that has no value."""
        if name in self.axes or name in self.variables:
            return "it has no value here yet"
        if name in CLIENT_VARIABLES:
            return "only a client has one"
        hosts = (_HOST_PREFIX + host for host in self.hosts)
        late = (*RUN_VARIABLES, *hosts, *(CLIENT_VARIABLES if of_client else ()))
        candidates = [
            *late,
            *(other for other in (*self.axes, *self.variables) if self.has(other, path, of_client=of_client)),
        ]
        return suggestion(name, candidates) or "define it under variables or matrix"


def _of_client(tree: Mapping[str, Any], path: YAMLPath) -> bool:
    """Whether a text belongs to a client: of the checks' settings, those of checks of a fleet do."""
    if path[0] == "checks" and len(path) > 3:
        settings = tree["checks"][path[1]][path[2]]
        return not isinstance(settings, dict) or "fleet" in settings
    return path[0] not in _WITHOUT_CLIENT


def cells(matrix: Mapping[str, list[Scalar]], fixed: Mapping[str, Scalar]) -> list[dict[str, Scalar]]:
    """Every combination of the matrix's axes, in the file's order; a fixed axis takes its one value."""
    axes = [[(name, value) for value in _axis(name, values, fixed)] for name, values in matrix.items()]
    return [dict(combination) for combination in itertools.product(*axes)]


def _axis(name: str, values: list[Scalar], fixed: Mapping[str, Scalar]) -> list[Scalar]:
    return [fixed[name]] if name in fixed else values
