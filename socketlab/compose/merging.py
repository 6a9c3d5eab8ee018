"""Compose's rules for merging two files: what the later one adds, and what it replaces.

Source: compose-go v2, ``override/merge.go`` and ``override/uncity.go``; the Compose Specification, "Merge and
override".
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from socketlab.compose.forms import as_list, as_mapping
from socketlab.compose.nodes import Effort, Node
from socketlab.compose.unicity import of_services, once, pattern_of
from socketlab.language.document import YAMLPath

Merge = Callable[[Node, Node, "Merging", YAMLPath], Node]


class Merging:
    """Merges the values of files.

    Args:
        effort: Bounds the work.
    """

    def __init__(self, effort: Effort) -> None:
        self._effort = effort

    def spend(self, members: Collection[object]) -> None:
        """Count what is gone through.

        Raises:
            ValueError: when it is too much.
        """
        self._effort.spend(members)

    def merged(self, base: Node, own: Node, path: YAMLPath) -> Node:
        """A value of an earlier file with what a later one says.

        Args:
            base: The earlier one.
            own: The later one.
            path: Where both are; the name of a service, network or the like may be anything.

        Raises:
            Unmergeable: when they are of different kinds.
            ValueError: when there is too much to merge.
        """
        special = _SPECIAL.get(pattern_of(path))
        if special is not None:
            return special(base, own, self, path)
        if own.value is None:
            return base
        if isinstance(base.value, dict):
            if not isinstance(own.value, dict):
                raise Unmergeable(own, path, "a mapping")
            return self.mappings(base, own, path)
        if isinstance(base.value, list):
            if not isinstance(own.value, list):
                raise Unmergeable(own, path, "a list")
            self.spend([*base.value, *own.value])
            return own.holding(base.value + own.value)
        return own

    def mappings(self, base: Node, own: Node, path: YAMLPath) -> Node:
        """A mapping with the members of another one, each merged where both have it."""
        self.spend([*base.members, *own.members])
        members = dict(base.members)
        for name, node in own.members.items():
            known = members.get(name)
            members[name] = node if known is None else self.merged(known, node, (*path, name))
        return own.holding(members)


class Unmergeable(ValueError):
    """Values of different kinds.

    Args:
        node: The later one.
        path: Where it is.
        kind: What the earlier one is.
    """

    def __init__(self, node: Node, path: YAMLPath, kind: str) -> None:
        super().__init__(f"must be {kind}, as in the file that it is merged with")
        self.node = node
        self.path = path


def without_replaced(node: Node, path: YAMLPath, replacing: frozenset[YAMLPath]) -> Node:
    """What is left of an earlier file's value where a later one has ``!reset`` and ``!override``."""
    below = {step for marked in replacing if marked[: len(path)] == path for step in marked[len(path) :][:1]}
    if not below or not isinstance(node.value, dict):
        return node
    kept = {
        name: without_replaced(child, (*path, name), replacing) if name in below else child
        for name, child in node.value.items()
        if (*path, name) not in replacing
    }
    return node.holding(kept)


def _replaced(base: Node, own: Node, merging: Merging, path: YAMLPath) -> Node:
    del base, merging, path
    return own


def _lists(base: Node, own: Node, merging: Merging, path: YAMLPath) -> Node:
    items = as_list(base) + as_list(own)
    merging.spend(items)
    return once(own.holding(items), path)


def _different(base: Node, own: Node, merging: Merging, path: YAMLPath) -> Node:
    del path
    first = as_list(base)
    merging.spend([*first, *as_list(own)])
    known = {item.value for item in first}
    return own.holding(first + [item for item in as_list(own) if item.value not in known])


def _build(base: Node, own: Node, merging: Merging, path: YAMLPath) -> Node:
    left, right = (
        node.holding({"context": node}) if isinstance(node.value, str) else node for node in (base, own)
    )
    return merging.mappings(left, right, path)


def _dependencies(base: Node, own: Node, merging: Merging, path: YAMLPath) -> Node:
    default = {"condition": "service_started", "required": True}
    return merging.mappings(as_mapping(base, default), as_mapping(own, default), path)


def _networks(base: Node, own: Node, merging: Merging, path: YAMLPath) -> Node:
    return merging.mappings(as_mapping(base), as_mapping(own), path)


def _logging(base: Node, own: Node, merging: Merging, path: YAMLPath) -> Node:
    one, other = base.text("driver"), own.text("driver")
    if own.value is None or one == other or one is None or other is None:
        return merging.mappings(base, own, path)
    return own


def _pools(base: Node, own: Node, merging: Merging, path: YAMLPath) -> Node:
    """Pools of addresses, merged by their subnets."""
    found: dict[str | None, Node] = {item.text("subnet"): item for item in base.items}
    for item in own.items:
        known = found.get(item.text("subnet"))
        found[item.text("subnet")] = item if known is None else merging.mappings(known, item, path)
    return own.holding(list(found.values()))


_SPECIAL: dict[YAMLPath, Merge] = of_services(
    {
        **dict.fromkeys(("command", "entrypoint", "healthcheck.test", "ulimits.*"), _replaced),
        **dict.fromkeys(
            (
                "annotations",
                "build.additional_contexts",
                "build.args",
                "build.labels",
                "deploy.labels",
                "dns",
                "dns_opt",
                "dns_search",
                "env_file",
                "environment",
                "label_file",
                "labels",
                "sysctls",
                "tmpfs",
            ),
            _lists,
        ),
        **dict.fromkeys(("extra_hosts", "build.extra_hosts"), _different),
        "build": _build,
        "depends_on": _dependencies,
        "logging": _logging,
        "models": _networks,
        "networks": _networks,
    }
) | {
    ("networks", "*", "ipam", "config"): _pools,
    ("networks", "*", "labels"): _lists,
    ("volumes", "*", "labels"): _lists,
}
"""How values are merged that are neither replaced, appended nor merged member by member."""
