"""Lists in which each thing can be only once: the last item about it counts, in the first one's place.

Source: compose-go v2, ``override/uncity.go``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import Any

from socketlab.compose.nodes import Node
from socketlab.language.document import YAMLPath

_SECTIONS = {"services", "networks", "volumes", "secrets", "configs"}
_OF_NAMES = {"depends_on", "networks", "ulimits"}
"""Sections, and keys of a service, whose members have names of their own."""


def pattern_of(path: YAMLPath) -> YAMLPath:
    """A path as tables have it, with a star for any name and any item: ``services.*.ulimits.*``."""
    steps = ["*" if isinstance(step, int) else step for step in path]
    if len(steps) > 1 and steps[0] in _SECTIONS:
        steps[1] = "*"
    if len(steps) > 3 and steps[0] == "services" and steps[2] in _OF_NAMES:
        steps[3] = "*"
    return tuple(steps)


def of_services(rules: dict[str, Any]) -> dict[YAMLPath, Any]:
    """A table of the keys of a service, by their paths; a star matches any name."""
    return {("services", "*", *key.split(".")): rule for key, rule in rules.items()}


def once(node: Node, path: YAMLPath) -> Node:
    """A value in whose lists each thing is named once."""
    if isinstance(node.value, dict):
        return node.holding({name: once(child, (*path, name)) for name, child in node.value.items()})
    index = _INDEX.get(pattern_of(path))
    if index is None or not isinstance(node.value, list):
        return node
    return node.holding(list({index(item): item for item in node.value}.values()))


def _name(node: Node) -> str:
    """What an item of a list is about: what is before the equals sign."""
    return str(node.value).partition("=")[0]


def _target(node: Node) -> str:
    """Where a volume is mounted."""
    if isinstance(node.value, dict):
        return posixpath.normpath(node.text("target") or "")
    source, _, rest = str(node.value).partition(":")
    return posixpath.normpath(rest.partition(":")[0] or source)


def _device(node: Node) -> str:
    """What a device is called in the container."""
    source, _, rest = str(node.value).partition(":")
    return (node.text("target") or "") if node.members else rest.partition(":")[0] or source


def _mounted(folder: str) -> Callable[[Node], str]:
    def target(node: Node) -> str:
        """Where a config or a secret is mounted."""
        name = node.text("source") if isinstance(node.value, dict) else str(node.value)
        return node.text("target") or f"{folder}/{name}"

    return target


def _env_file(node: Node) -> str:
    return (node.text("path") or "") if isinstance(node.value, dict) else str(node.value)


_INDEX: dict[YAMLPath, Callable[[Node], str]] = of_services(
    {
        **dict.fromkeys(
            (
                "annotations",
                "build.additional_contexts",
                "build.args",
                "build.labels",
                "build.tags",
                "cap_add",
                "cap_drop",
                "deploy.labels",
                "dns",
                "dns_opt",
                "dns_search",
                "environment",
                "labels",
                "links",
                "networks.*.aliases",
                "networks.*.link_local_ips",
                "profiles",
                "sysctls",
                "tmpfs",
            ),
            _name,
        ),
        "configs": _mounted(""),
        "devices": _device,
        "env_file": _env_file,
        "expose": lambda node: str(node.value),
        "secrets": _mounted("/run/secrets"),
        "volumes": _target,
    }
) | {("networks", "*", "labels"): _name}
"""What the items of a list are told apart by, where each may be in it once."""
