"""The resolved document: the wanted services and the sections that they refer to, with every file merged in.

What the files say about other services is not looked at, so it may be wrong or unknown here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from socketlab.compose.classes import Classes
from socketlab.compose.environment import Surrounding, with_files
from socketlab.compose.layers import SECTIONS, mistakes
from socketlab.compose.nodes import Node, document_of
from socketlab.compose.project import Files, Project
from socketlab.compose.references import references_in
from socketlab.errors import Problem
from socketlab.language.document import Document
from socketlab.language.wording import cut, suggestion


class Resolved:
    """What is left of a project when everything that its files say is merged.

    Args:
        project: The project.
        files: Gives its files.
        wanted: The services that are used.
        allowed: What the scenario allows of what is refused otherwise.

    Attributes:
        document: Its sections, with the file, line and column of each value.
        problems: What is wrong with them.
        notes: What the user should know about how they are read.
    """

    document: Document
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]

    def __init__(
        self, project: Project, files: Files, wanted: Iterable[str], allowed: Collection[str] = ()
    ) -> None:
        self._project = project
        self._classes = Classes(allowed)
        unset: dict[str, None] = {}
        around = Surrounding(files, project.values, project.problems, unset)
        services: dict[str, Node] = {}
        for name in sorted(wanted):
            node = project.member("services", name)
            if node is not None:
                node = without_extensions(node)
                self._classes.service(name, node)
                services[name] = with_files(node, ("services", name), around)
        used = {section: self._used(section, services) for section in SECTIONS[1:]}
        for name, node in used["networks"].items():
            self._classes.network(name, node)
        for name, node in used["volumes"].items():
            self._classes.volume(name, node)
        names = dict.fromkeys([*chain.from_iterable(project.unset.values()), *unset])
        without = (f'the variable "{cut(name)}" is not set: it is empty' for name in names)
        self.notes = (*without, *self._classes.notes)
        self.problems = (*mistakes(project.layers), *project.problems, *self._classes.problems)
        others = {name: self._section(name, project.model.names(name)) for name in used}
        tree = {"services": services, **{name: others[name] | used[name] for name in used}}
        place = next(iter(services.values()), Node({}, files.shown(""), 1, 1))
        root = {name: place.holding(members) for name, members in tree.items()}
        self.document = document_of(place.holding(root))

    def _section(self, section: str, names: Iterable[str]) -> dict[str, Node]:
        found = {name: self._project.member(section, name) for name in names}
        return {name: without_extensions(node) for name, node in found.items() if node is not None}

    def _used(self, section: str, services: Mapping[str, Node]) -> dict[str, Node]:
        """The members of a section that services refer to; one that is not there is a problem."""
        references = [
            reference
            for name, service in services.items()
            for reference in references_in(name, service, section)
        ]
        known = set(self._project.model.names(section))
        unknown = [each for each in references if each[0] not in known and each[0] != "default"]
        for name, node, path in unknown[:_MOST_UNKNOWN]:
            hint = suggestion(name, known) or f"declare it under {section}"
            message = f'no {section.removesuffix("s")} "{cut(name)}" ({hint})'
            self._project.problems.append(node.problem(path, message))
        return self._section(section, dict.fromkeys(name for name, _, _ in references if name in known))


_MOST_UNKNOWN = 50
"""References to nothing that are reported."""

_FREE = {"environment", "labels", "annotations", "args", "sysctls", "extra_hosts", "driver_opts", "options"}
"""Mappings in which every name is one of the user's own."""


def without_extensions(node: Node, key: str = "") -> Node:
    """A value without the members that begin with ``x-``, which are for others."""
    if isinstance(node.value, list):
        return node.holding([without_extensions(item, key) for item in node.value])
    if not isinstance(node.value, dict) or key in _FREE:
        return node
    kept = {
        name: without_extensions(child, name)
        for name, child in node.value.items()
        if not name.startswith("x-") or key == "depends_on"
    }
    return node.holding(kept)
