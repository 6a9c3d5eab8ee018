"""A YAML document that remembers where each of its values stood.

PyYAML's own loader forgets positions and lets a repeated key win silently; a scenario's author needs
both told. The document keeps plain values beside a map from path to line and column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scenarios.errors import InvalidFile, InvalidInput, Problem

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_MOST_VALUES = 100_000
"""Values read from one document; aliases that multiply past it are refused."""

YAMLPath = tuple[str | int, ...]
"""Keys and list positions from the document's root to a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One YAML document: its plain values and where each stood.

    Args:
        file: The file as the user named it.
        tree: Mappings, lists and scalars.
        places: Line and column, both from 1, of each value's key (of the value itself in a list).
    """

    file: str
    tree: Any
    places: dict[YAMLPath, tuple[int, int]]

    def problem(self, path: YAMLPath, message: str) -> Problem:
        """A problem at the path, or at its nearest ancestor that stands in the file."""
        known = path
        while known and known not in self.places:
            known = known[:-1]
        line, column = self.places.get(known, (1, 1))
        return Problem(self.file, line, column, ".".join(str(step) for step in path), message)


def read_document(file: Path, *, shown_as: str | None = None) -> Document:
    """Read a YAML file.

    Args:
        file: Where it is.
        shown_as: What messages call it; the path itself by default.

    Raises:
        InvalidInput: when it cannot be read.
        InvalidFile: when it is not YAML, or repeats a key.
    """
    name = shown_as or str(file)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise InvalidInput(f'cannot read "{name}": {reason.lower()}') from error
    return parse_document(text, file=name)


def parse_document(text: str, *, file: str) -> Document:
    """Read YAML text; as :func:`read_document`."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        reader = _Reader(loader, file)
        tree = reader.value(node, ()) if node is not None else {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = " ".join(filter(None, [error.context, error.problem])) or "not YAML"
        raise InvalidFile((Problem(file, line, column, "", f"not YAML: {message}"),)) from error
    except yaml.YAMLError as error:
        raise InvalidFile((Problem(file, 1, 1, "", f"not YAML: {error}"),)) from error
    finally:
        loader.dispose()
    if reader.problems:
        raise InvalidFile(tuple(reader.problems))
    return Document(file=file, tree=tree, places=reader.places)


class _Reader:
    """Turns PyYAML's nodes into values, noting places and repeated keys on the way."""

    def __init__(self, loader: Any, file: str) -> None:
        self.loader = loader
        self.file = file
        self.places: dict[YAMLPath, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self._open: set[int] = set()
        self._values_left = _MOST_VALUES

    def value(self, node: Any, path: YAMLPath) -> Any:
        self._values_left -= 1
        if id(node) in self._open or self._values_left < 0:
            reason = "an alias refers to itself" if id(node) in self._open else "too many values"
            raise yaml.constructor.ConstructorError(None, None, reason, node.start_mark)
        self._open.add(id(node))
        try:
            return self._value(node, path)
        finally:
            self._open.discard(id(node))

    def _value(self, node: Any, path: YAMLPath) -> Any:
        self.places.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, number)) for number, child in enumerate(node.value)]
        return self.loader.construct_object(node, deep=True)

    def _mapping(self, node: Any, path: YAMLPath) -> dict[str, Any]:
        self._refuse_repeats(node, path)
        self.loader.flatten_mapping(node)
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(self.loader.construct_object(key_node, deep=True))
            self.places[(*path, key)] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            result[key] = self.value(value_node, (*path, key))
        return result

    def _refuse_repeats(self, node: Any, path: YAMLPath) -> None:
        first: dict[str, int] = {}
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                mark = key_node.start_mark
                raise yaml.constructor.ConstructorError(None, None, "a key must be a word", mark)
            line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
            if key_node.value in first and key_node.value != "<<":
                where = ".".join(str(step) for step in (*path, key_node.value))
                message = f'"{key_node.value}" stands twice (first on line {first[key_node.value]})'
                self.problems.append(Problem(self.file, line, column, where, message))
            first.setdefault(key_node.value, line)


def walk(tree: Any, path: YAMLPath = ()) -> Iterator[tuple[YAMLPath, Any]]:
    """Every scalar of a tree with its path, in document order."""
    if isinstance(tree, dict):
        for key, child in tree.items():
            yield from walk(child, (*path, key))
    elif isinstance(tree, list):
        for number, child in enumerate(tree):
            yield from walk(child, (*path, number))
    else:
        yield path, tree
