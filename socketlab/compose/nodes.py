"""The values of compose files, each with the place where it was written.

Files are merged value by value, so a problem of the result can be in any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from socketlab.errors import Problem
from socketlab.language.document import Document, YAMLPath, shown_path

MOST_MERGED = 300_000
"""Members of mappings and lists that are gone through while files are merged."""


Place = tuple[str, int, int]
"""A file, a line and a column."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value: a mapping of nodes, a list of nodes, or a scalar.

    Args:
        value: The value.
        file: The file that it is in, as the user knows it.
        line: Its line, from 1.
        column: Its column, from 1.
    """

    value: Any
    file: str
    line: int
    column: int

    def problem(self, path: YAMLPath, message: str) -> Problem:
        """What is wrong with it."""
        return Problem(self.file, self.line, self.column, shown_path(path), " ".join(message.split()))

    def holding(self, value: Any) -> Node:
        """Another value at the same place."""
        return replace(self, value=value)

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.file, self.line, self.column

    @property
    def members(self) -> dict[str, Node]:
        """Its members, if it is a mapping."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """Its items, if it is a list."""
        return self.value if isinstance(self.value, list) else []

    def text(self, name: str) -> str | None:
        """The member of this name, if it is a text."""
        member = self.members.get(name)
        return member.value if member is not None and isinstance(member.value, str) else None

    def without(self, *names: str) -> Node:
        """A mapping without some of its members."""
        return self.holding({name: node for name, node in self.members.items() if name not in names})


class Effort:
    """Bounds the work of merging: a chain of large services can multiply it.

    Args:
        left: Members that may still be gone through.
    """

    def __init__(self, left: int = MOST_MERGED) -> None:
        self._left = left

    def spend(self, members: Collection[Any]) -> None:
        """Count members that are gone through.

        Raises:
            ValueError: when they are too many.
        """
        self._left -= len(members) + 1
        if self._left < 0:
            raise ValueError("its files have too much to merge")


def node_of(document: Document, path: YAMLPath = ()) -> Node:
    """The value of a document at a path."""
    value = document.tree
    for step in path:
        value = value[step]
    return _node(document, value, path)


def _node(document: Document, value: Any, path: YAMLPath) -> Node:
    line, column = document.places.get(path, (1, 1))
    if isinstance(value, dict):
        value = {name: _node(document, child, (*path, name)) for name, child in value.items()}
    elif isinstance(value, list):
        value = [_node(document, child, (*path, number)) for number, child in enumerate(value)]
    return Node(value, document.file, line, column)


def plain(node: Node) -> Any:
    """The value without places."""
    if isinstance(node.value, dict):
        return {name: plain(child) for name, child in node.value.items()}
    return [plain(child) for child in node.value] if isinstance(node.value, list) else node.value


def document_of(node: Node) -> Document:
    """A document of the values, whose problems name the file of each."""
    places: dict[YAMLPath, tuple[int, int]] = {}
    files: dict[YAMLPath, str] = {}
    _note_places(node, (), places, files)
    return Document(file=node.file, tree=plain(node), places=places, files=files)


def _note_places(
    node: Node, path: YAMLPath, places: dict[YAMLPath, tuple[int, int]], files: dict[YAMLPath, str]
) -> None:
    places[path], files[path] = (node.line, node.column), node.file
    for name, child in node.members.items():
        _note_places(child, (*path, name), places, files)
    for number, child in enumerate(node.items):
        _note_places(child, (*path, number), places, files)


def changed(node: Node, path: YAMLPath, change: Callable[[Node, YAMLPath], Any]) -> Node:
    """A copy of a value with each scalar changed.

    Args:
        node: The value.
        path: Where it is.
        change: Gives the new value of a scalar at a path.
    """
    if isinstance(node.value, dict):
        members = {name: changed(child, (*path, name), change) for name, child in node.value.items()}
        return node.holding(members)
    if isinstance(node.value, list):
        return node.holding([changed(item, (*path, n), change) for n, item in enumerate(node.value)])
    return node.holding(change(node, path))
