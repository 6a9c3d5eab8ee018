"""Variables of compose files, and what the texts that they become are read as.

Source: compose-go v2, ``interpolation/interpolation.go`` and ``loader/interpolate.go``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from socketlab.compose.nodes import Node, Place, changed
from socketlab.compose.unicity import of_services, pattern_of
from socketlab.errors import Problem
from socketlab.language.document import YAMLPath
from socketlab.language.interpolation import Interpolation
from socketlab.language.scalars import number_of

_FLAGS = {
    **dict.fromkeys(("true", "y", "yes", "on"), True),
    **dict.fromkeys(("false", "n", "no", "off"), False),
}

_FLAG_KEYS = of_services(
    dict.fromkeys(
        (
            "init",
            "depends_on.*.required",
            "depends_on.*.restart",
            "healthcheck.disable",
            "oom_kill_disable",
            "privileged",
            "read_only",
            "stdin_open",
            "tty",
            "volumes.*.read_only",
            "volumes.*.volume.nocopy",
        )
    )
) | {
    (section, "*", key): None
    for section in ("networks", "volumes", "secrets", "configs")
    for key in ("external", "internal", "attachable", "enable_ipv4", "enable_ipv6")
}

_NUMBER_KEYS = of_services(
    dict.fromkeys(
        (
            "cpu_count",
            "cpu_percent",
            "cpu_period",
            "cpu_quota",
            "cpu_rt_period",
            "cpu_rt_runtime",
            "cpus",
            "cpu_shares",
            "deploy.replicas",
            "healthcheck.retries",
            "oom_score_adj",
            "pids_limit",
            "ports.*.target",
            "scale",
            "ulimits.*",
            "ulimits.*.hard",
            "ulimits.*.soft",
        )
    )
)
"""Where Compose reads a text as a flag or a number: a variable cannot give it anything else."""


@dataclass(slots=True)
class Scope:
    """What the variables of some files are: those that are included may have others.

    Args:
        values: The variables.
        problems: Takes what is wrong with texts.
        unset: The variables that had neither a value nor a default, by the place of the text.
    """

    values: Mapping[str, str]
    problems: list[Problem]
    unset: dict[Place, tuple[str, ...]] = field(default_factory=dict)
    _interpolation: Interpolation = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing filled in."""
        self._interpolation = Interpolation(self.values)

    def filled(self, node: Node, path: YAMLPath) -> Node:
        """A value with its variables filled in."""
        return changed(node, path, self._filled)

    def text(self, node: Node, path: YAMLPath) -> str:
        """One text with its variables filled in; empty for anything else."""
        value = self._filled(node, path)
        return value if isinstance(value, str) else ""

    def _filled(self, node: Node, path: YAMLPath) -> Any:
        if not isinstance(node.value, str):
            return node.value
        self._interpolation.unset = {}
        try:
            text = self._interpolation.fill(node.value)
        except ValueError as error:
            self.problems.append(node.problem(path, str(error)))
            return ""
        if self._interpolation.unset:
            self.unset[node.place] = tuple(self._interpolation.unset)
        return _read_as(text, pattern_of(path))


def _read_as(text: str, key: YAMLPath) -> Any:
    """The flag or number that a text is, where one must be; otherwise the text."""
    if key in _FLAG_KEYS:
        return _FLAGS.get(text.lower(), text)
    if key in _NUMBER_KEYS:
        number = number_of(text)
        return text if number is None else number
    return text
