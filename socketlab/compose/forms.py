"""The several forms in which Compose lets one thing be written.

Source: compose-go v2, ``override/merge.go``, ``convertIntoMapping`` and ``convertIntoSequence``.
"""

from __future__ import annotations

from typing import Any

from socketlab.compose.nodes import Node
from socketlab.compose.numbers import as_compose_text


def as_mapping(node: Node, default: dict[str, Any] | None = None) -> Node:
    """A list of names as a mapping, in which each has a copy of the default; a mapping as it is."""
    if not isinstance(node.value, list):
        return node
    value = None if default is None else {key: node.holding(item) for key, item in default.items()}
    return node.holding({str(item.value): item.holding(value) for item in node.value})


def as_options(node: Node) -> Node:
    """``NAME=value`` texts as a mapping; both forms have texts, and names without a value."""
    if isinstance(node.value, dict):
        return node.holding({name: _option(child) for name, child in node.value.items()})
    if not isinstance(node.value, list) or not all(isinstance(item.value, str) for item in node.value):
        return node
    found: dict[str, Node] = {}
    for item in node.value:
        name, equals, value = item.value.partition("=")
        found[name] = item.holding(value if equals else None)
    return node.holding(found)


def _option(node: Node) -> Node:
    return node if isinstance(node.value, dict | list) else node.holding(as_compose_text(node.value))


def as_list(node: Node) -> list[Node]:
    """The items of what may be one text, a list, or a mapping of names and values."""
    if isinstance(node.value, dict):
        pairs = [(name, value) for name, child in node.value.items() for value in child.items or [child]]
        return [
            value.holding(name if value.value is None else f"{name}={as_compose_text(value.value)}")
            for name, value in sorted(pairs, key=lambda pair: pair[0])
        ]
    if isinstance(node.value, list):
        return list(node.value)
    return [] if node.value is None else [node]
