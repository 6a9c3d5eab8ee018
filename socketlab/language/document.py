"""A YAML document that remembers where each of its values stood.

PyYAML's own loader forgets positions and lets a repeated key win silently; a scenario's author needs
both told. The document keeps plain values beside a map from path to line and column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from socketlab.errors import InvalidFile, Problem
from socketlab.language.nodes import (
    DEEPEST,
    MOST_VALUES,
    RESET,
    TOO_DEEP,
    TOO_MANY,
    compose_nodes,
    refusal,
)
from socketlab.language.scalars import compose_scalar_of, scalar_of
from socketlab.language.syntax import syntax_problem
from socketlab.language.textfiles import read_text
from socketlab.language.wording import cut

_MOST_TEXT = 8 << 20
"""Characters of all texts of one document, aliases followed."""

_MOST_MISTAKES = 5_000
"""Tags and repeated keys of one document that are reported."""

_TAG = "tag:yaml.org,2002:"
_CONSTRUCTED = {_TAG + kind for kind in ("null", "bool", "int", "float")}
_TEXTS = {_TAG + kind for kind in ("str", "timestamp", "value", "merge")}
"""What YAML 1.1 would make a date, or of ``=`` and ``<<`` something of its own, is text here."""

YAMLPath = tuple[str | int, ...]
"""Keys and list positions from the document's root to a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One YAML document: its plain values and where each stood.

    Args:
        file: The file as the user named it.
        tree: Mappings, lists and scalars.
        places: Line and column, both from 1, of each value's key (of the value itself in a list).
        mistakes: What is wrong although the document could be read, and where in the tree: tags, and keys
            that are repeated (their last values are in the tree).
        replacing: Of a compose file, the paths that ``!reset`` and ``!override`` mark: what other files say
            there does not count. A value that ``!reset`` marks is not in the tree.
        files: The files of the values that come from another one.
    """

    file: str
    tree: Any
    places: dict[YAMLPath, tuple[int, int]]
    mistakes: tuple[tuple[YAMLPath, Problem], ...] = ()
    replacing: frozenset[YAMLPath] = frozenset()
    files: Mapping[YAMLPath, str] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every mistake, once however often aliases use its place."""
        return self.problems_in(lambda _: True)

    def problems_in(self, wanted: Callable[[YAMLPath], bool]) -> tuple[Problem, ...]:
        """The mistakes at the wanted paths, each once."""
        found = {
            (problem.line, problem.column, problem.message): problem
            for path, problem in reversed(self.mistakes)
            if wanted(path)
        }
        return tuple(reversed(found.values()))

    def problem(self, path: YAMLPath, message: str) -> Problem:
        """A problem at the path, or at its nearest ancestor in the file; always one line."""
        known = path
        while known and known not in self.places:
            known = known[:-1]
        line, column = self.places.get(known, (1, 1))
        file = self.files.get(known, self.file)
        return Problem(file, line, column, shown_path(path), " ".join(message.split()))


def read_document(
    file: Path, *, shown_as: str | None = None, piped: bool = False, compose: bool = False
) -> Document:
    """Read a YAML file.

    Args:
        file: Where it is.
        shown_as: What messages call it; the path itself by default.
        piped: Whether it may be a pipe: one that the user names, not one that a scenario names.
        compose: Whether Compose's tags have their meaning in it: what they mark is in ``replacing``.

    Raises:
        InvalidInput: when it cannot be read.
        InvalidFile: when it is not YAML.
    """
    name = shown_as or str(file)
    text = read_text(file, shown_as=name, piped=piped)
    return parse_document(text, file=name, compose=compose)


def parse_document(text: str, *, file: str, compose: bool = False) -> Document:
    """Read YAML text; as :func:`read_document`."""
    try:
        node = compose_nodes(text, compose=compose)
        reader = _Reader(file)
        tree = None if node is None else reader.value(node, ())
    except yaml.MarkedYAMLError as error:
        line, column, message = syntax_problem(error, text)
        raise InvalidFile((Problem(file, line, column, "", message),)) from error
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode(errors="ignore")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise InvalidFile((Problem(file, line, column, "", f"not YAML: {error.reason}"),)) from error
    if tree is None:
        tree, reader.places[()] = {}, (1, 1)
    return Document(
        file=file,
        tree=tree,
        places=reader.places,
        mistakes=tuple(reader.mistakes),
        replacing=frozenset(reader.replacing),
    )


class _Reader:
    """Turns PyYAML's nodes into values, noting places and repeated keys on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[YAMLPath, tuple[int, int]] = {}
        self.mistakes: list[tuple[YAMLPath, Problem]] = []
        self.replacing: set[YAMLPath] = set()
        self._open: set[int] = set()
        self._values_left = MOST_VALUES
        self._text_left = _MOST_TEXT

    def value(self, node: Any, path: YAMLPath) -> Any:
        self._enter(node)
        if len(path) > DEEPEST:
            raise refusal(TOO_DEEP, node)
        self.places.setdefault(path, _place(node))
        if _of_compose(node) is not None:
            self.replacing.add(path)
        try:
            return self._value(node, path)
        finally:
            self._open.discard(id(node))

    def _enter(self, node: Any) -> None:
        self._values_left -= 1
        if id(node) in self._open:
            raise refusal("an alias refers to itself", node)
        if self._values_left < 0:
            raise refusal(TOO_MANY, node)
        self._open.add(id(node))

    def _value(self, node: Any, path: YAMLPath) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        if node.tag not in (_TAG + "map", _TAG + "seq"):
            self._note_tag(node, path)
        if isinstance(node, yaml.SequenceNode):
            kept = [child for child in node.value if _of_compose(child) != RESET]
            return [self.value(child, (*path, number)) for number, child in enumerate(kept)]
        result: dict[str, Any] = {}
        pairs = self._pairs(node, path)
        self._note_repeats(node, path)
        for key, child in pairs:
            self.places[(*path, key.value)] = _place(key)
            result[key.value] = self.value(child, (*path, key.value))
        return result

    def _scalar(self, node: Any, path: YAMLPath) -> Any:
        self._text_left -= len(node.value)
        if self._text_left < 0:
            raise refusal("too much text", node)
        if node.plain:
            return compose_scalar_of(node.value)
        if node.tag in _TEXTS:
            return node.value
        if node.tag not in _CONSTRUCTED:
            self._note_tag(node, path)
        return scalar_of(node.value)

    def _pairs(self, node: Any, path: YAMLPath) -> list[tuple[Any, Any]]:
        """Keys and values, merged ones first: what comes later wins; those that are reset are left out.

        Source: Merge Key Language-Independent Type for YAML Version 1.1: a mapping's own keys
        outrank merged ones, earlier mappings of a list the later ones.
        """
        merged: list[list[tuple[Any, Any]]] = []
        own: list[tuple[Any, Any]] = []
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise refusal('a key must be a text (put a text that begins with "{" or "[" in quotes)', key)
            if _of_compose(value) == RESET:
                self.replacing.add((*path, key.value))
            elif key.tag != _TAG + "merge":
                own.append((key, value))
            else:
                sources = value.value if isinstance(value, yaml.SequenceNode) else [value]
                merged += [self._merged(source, path) for source in sources]
        found = {key.value: (key, value) for pairs in reversed(merged) for key, value in pairs}
        once = {key.value: (key, value) for key, value in own}
        self._values_left -= len(own) - len(once)
        return list((found | once).values())

    def _merged(self, source: Any, path: YAMLPath) -> list[tuple[Any, Any]]:
        if not isinstance(source, yaml.MappingNode):
            raise refusal("only a mapping, or a list of them, can be merged", source)
        self._enter(source)
        pairs = self._pairs(source, path)
        self._open.discard(id(source))
        self._values_left -= len(pairs)
        return pairs

    def _note(self, path: YAMLPath, problem: Problem) -> None:
        if len(self.mistakes) < _MOST_MISTAKES:
            self.mistakes.append((path, problem))

    def _note_tag(self, node: Any, path: YAMLPath) -> None:
        line, column = _place(node)
        message = f'the tag "{cut(node.tag)}" means nothing here (put a text that begins with "!" in quotes)'
        self._note(path, Problem(self.file, line, column, shown_path(path), message))

    def _note_repeats(self, node: Any, path: YAMLPath) -> None:
        first: dict[str, int] = {}
        for key, _ in node.value:
            line, column = _place(key)
            if key.value in first:
                name = " ".join(cut(key.value).split())
                message = f'"{name}" is defined twice (first on line {first[key.value]})'
                problem = Problem(self.file, line, column, shown_path((*path, key.value)), message)
                self._note((*path, key.value), problem)
            first.setdefault(key.value, line)


def shown_path(path: YAMLPath) -> str:
    """A path as messages show it, in one line: ``hosts.server.service``."""
    return " ".join(".".join(cut(str(step)) for step in path).split())


def _of_compose(node: Any) -> str | None:
    """The tag of Compose's that marks a node."""
    return getattr(node, "of_compose", None)


def _place(node: Any) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


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
