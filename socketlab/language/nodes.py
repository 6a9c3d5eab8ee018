"""YAML's nodes, composed within bounds.

PyYAML's own composer is recursive C, which ends the process at some depth and keeps every node of a file of
any size; it also refuses an anchor that is defined again, which YAML allows.

Source: YAML 1.2.2, section 3.2.2.2: an alias refers to the most recent node with its anchor.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MOST_VALUES = 60_000
"""Values read from one document; aliases that multiply past it are refused."""

DEEPEST = 50
"""Mappings and lists in one another, aliases followed."""

TOO_MANY = "too many values"
TOO_DEEP = "mappings and lists are nested too deeply"


class Refused(yaml.MarkedYAMLError):
    """YAML that is not accepted here."""


def refusal(reason: str, node: Any) -> Refused:
    """What is wrong with a node, or with an event."""
    return Refused(problem=reason, problem_mark=node.start_mark)


OVERRIDE, RESET = "!override", "!reset"
"""Compose's tags: what they mark replaces what other files say, with a value and without one."""


def compose_nodes(text: str, *, compose: bool = False) -> Any:
    """The root node of a text with one YAML document; ``None`` where it has none.

    Args:
        text: The text.
        compose: Whether it is a compose file. In one, a node that Compose's tags mark has the tag as its
            ``of_compose``, beside the one that it would have without, and plain texts are ``plain``.

    Raises:
        yaml.YAMLError: when it is not YAML, has more than one document, or is too large or too deep.
    """
    loader = LOADER(text)
    try:
        return _Composer(loader, (OVERRIDE, RESET) if compose else ()).document()
    finally:
        loader.dispose()


class _Composer:
    def __init__(self, loader: Any, set_aside: tuple[str, ...]) -> None:
        self._loader = loader
        self._set_aside = set_aside
        self._anchors: dict[str, Any] = {}
        self._nodes_left = 2 * MOST_VALUES  # keys are nodes too
        self._events = self._read()

    def document(self) -> Any:
        root = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                raise refusal("a second document begins here (a file has one)", event)
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, 1)
        return root

    def _read(self) -> Iterator[Any]:
        while self._loader.check_event():
            yield self._loader.get_event()

    def _node(self, event: Any, depth: int) -> Any:
        self._nodes_left -= 1
        if self._nodes_left < 0:
            raise refusal(TOO_MANY, event)
        if isinstance(event, yaml.AliasEvent):
            return self._known(event)
        node: Any
        mark: Any = event.start_mark
        if isinstance(event, yaml.ScalarEvent):
            node = yaml.ScalarNode(self._tag(yaml.ScalarNode, event), event.value, mark)
            node.plain = bool(self._set_aside) and event.implicit[0]
        elif depth > DEEPEST:
            raise refusal(TOO_DEEP, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = yaml.SequenceNode(self._tag(yaml.SequenceNode, event), [], mark)
        else:
            node = yaml.MappingNode(self._tag(yaml.MappingNode, event), [], mark)
        if event.tag in self._set_aside:
            node.of_compose = event.tag
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        self._fill(node, depth + 1)
        return node

    def _known(self, event: Any) -> Any:
        """The node that an alias means."""
        if event.anchor not in self._anchors:
            reason = f'no anchor "&{event.anchor}" before this (put a text that begins with "*" in quotes)'
            raise refusal(reason, event)
        return self._anchors[event.anchor]

    def _fill(self, node: Any, depth: int) -> None:
        """Read what a list or a mapping holds."""
        if isinstance(node, yaml.SequenceNode):
            while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
                node.value.append(self._node(event, depth))
        elif isinstance(node, yaml.MappingNode):
            while not isinstance(event := next(self._events), yaml.MappingEndEvent):
                key = self._node(event, depth)
                node.value.append((key, self._node(next(self._events), depth)))

    def _tag(self, kind: Any, event: Any) -> str:
        if event.tag in self._set_aside:
            plain = kind is yaml.ScalarNode and not event.style
            implicit: Any = (plain, not plain)
        elif event.tag is None or event.tag == "!":
            implicit = event.implicit
        else:
            return str(event.tag)
        value = event.value if kind is yaml.ScalarNode else None
        return str(self._loader.resolve(kind, value, implicit))
