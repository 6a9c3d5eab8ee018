"""The combinations of a scenario's matrix, put together from the parts that several of them share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from socketlab.errors import Problem
from socketlab.language.document import Document
from socketlab.language.selectors import Members
from socketlab.language.wording import Scalar
from socketlab.spec.clashes import client_clashes, room_problem
from socketlab.spec.compose import ServiceDefinition, image_problems
from socketlab.spec.matrix import Matrix
from socketlab.spec.networks import network_problems
from socketlab.spec.parts import SECTIONS, Part, Reader, Reading, parts_of
from socketlab.spec.references import declared_in, reference_problems
from socketlab.spec.router import router_problems
from socketlab.spec.scenario import DEFAULT_TIMEOUT_S, FleetSpec, HostSpec, ScenarioSpec
from socketlab.spec.sense import Frame, foreign_kinds, senseless, where_problems
from socketlab.spec.sources import Sources
from socketlab.spec.steps import step_problems
from socketlab.spec.targets import ANY_SIZE, target_problems

_IN_LISTS = ("timeline", "checks")
_AS_WRITTEN = ("matrix", "variables", "about")
"""Sections in which nothing is replaced."""

_PLACEHOLDERS: dict[str, Any] = {
    "hosts": HostSpec(service="x"),
    "fleets": FleetSpec(service="x"),
    "services": ServiceDefinition(),
}
"""Take the place of members that are read one by one, while the file's other sections are validated."""


@dataclass(frozen=True, slots=True)
class Combination:
    """One combination, as far as it has been read.

    Args:
        cell: The values of the axes.
        head: Everything but the sections that are read one by one.
        members: The parts of each of those sections.
    """

    cell: dict[str, Scalar]
    head: Reading
    members: dict[str, list[Reading]]

    @property
    def compose(self) -> tuple[str, ...] | None:
        """The compose files that it names; `None` where what it names is not that, which is a problem."""
        named = self.head.tree.get("compose")
        if named is None:
            return ()
        files = [named] if isinstance(named, str) else named
        right = isinstance(files, list) and files and all(isinstance(file, str) and file for file in files)
        return tuple(files) if right else None

    @property
    def allowed(self) -> frozenset[str]:
        """What it allows services to do."""
        given = self.head.tree.get("allow")
        return (
            frozenset(each for each in given if isinstance(each, str))
            if isinstance(given, list)
            else frozenset()
        )

    @property
    def profiles(self) -> str | None:
        """The file of further profiles that it names, if it names one."""
        named = self.head.tree.get("profiles")
        return named if isinstance(named, str) and named else None

    @property
    def own(self) -> frozenset[str]:
        """The services that the scenario defines itself, right or wrong."""
        return frozenset(str(each.part.path[1]) for each in self.members["services"])

    @property
    def declared(self) -> Members:
        """The hosts and fleets; a fleet whose count is wrong may be of any size."""
        fleets = {
            str(each.part.path[1]): each.model.count if each.model is not None else ANY_SIZE
            for each in self.members["fleets"]
        }
        return Members(hosts=tuple(str(each.part.path[1]) for each in self.members["hosts"]), fleets=fleets)

    def named(self, section: str) -> dict[str, Any]:
        """The members of a section that is a mapping, as far as they are right."""
        return {
            str(each.part.path[1]): each.model for each in self.members[section] if each.model is not None
        }

    def wanted(self) -> Iterator[tuple[Reading, str, str]]:
        """Each name of a service, with the host or fleet that names it and the key that it has there."""
        for section, keys in (("hosts", ("service", "lab")), ("fleets", ("service",))):
            for reading in self.members[section]:
                for key in keys if isinstance(reading.tree, dict) else ():
                    name = reading.tree.get(key)
                    if isinstance(name, str):
                        yield reading, key, name

    def spec(self, asked: Iterable[int]) -> ScenarioSpec:
        """The scenario, with the checks that are asked; every part must be right."""
        checks = self.members["checks"]
        update: dict[str, Any] = {section: self.named(section) for section in _PLACEHOLDERS}
        steps = tuple(each.model for each in self.members["timeline"])
        update |= {"timeline": steps, "checks": tuple(checks[number].model for number in asked)}
        spec: ScenarioSpec = self.head.model.model_copy(update=update)
        return spec


class Combinations:
    """Reads all combinations of one file, and collects what is wrong with them.

    Args:
        document: The file.
        tree: Its top-level sections.
        matrix: Its axes and variables.
        context: The environment of the process.
        sources: Reads the files that go to hosts.
    """

    def __init__(
        self,
        document: Document,
        tree: dict[str, Any],
        matrix: Matrix,
        context: Mapping[str, str],
        sources: Sources,
    ) -> None:
        self.problems: dict[Problem, None] = {}
        self._document = document
        self._tree = tree
        self._sources = sources
        self._parts = parts_of(tree, matrix)
        self._head = _head(tree, matrix)
        self._reader = Reader(document, matrix, context)
        self._declared = declared_in(tree, ScenarioSpec)
        self._compared: set[Any] = set()

    def read(self, cell: dict[str, Scalar]) -> Combination:
        """One combination; its problems are added to the others'."""
        head, first = self._reader.read(self._head, cell)
        self._add(head.problems if first else ())
        timeout_s = head.model.timeout_s if head.model is not None else DEFAULT_TIMEOUT_S
        members: dict[str, list[Reading]] = {}
        frame = Frame(sizes={}, timeout_s=timeout_s)
        for section in SECTIONS:
            members[section] = [self._part(part, cell, frame) for part in self._parts[section]]
            if section == "fleets":
                frame = Frame(sizes=_sizes(members["fleets"]), timeout_s=timeout_s)
        combination = Combination(cell, head, members)
        self._compare(combination, frame)
        return combination

    def _part(self, part: Part, cell: Mapping[str, Scalar], frame: Frame) -> Reading:
        reading, first = self._reader.read(part, cell)
        if first:
            self._add(reading.problems)
            self._add(self._problems_of(reading, frame))
        return reading

    def _add(self, problems: Iterable[Problem]) -> None:
        self.problems.update(dict.fromkeys(problems))

    def _problems_of(self, reading: Reading, frame: Frame) -> Iterator[Problem]:
        part, tree, document = reading.part, reading.tree, self._document
        yield from reference_problems(document, self._declared, tree, part.model, part.path)
        if reading.model is not None:
            yield from senseless(document, part.path, reading.model, frame)
        match part.path[0]:
            case "services":
                yield from image_problems(document, part.path, tree)
            case "timeline":
                yield from foreign_kinds(document, part.path, tree)
                members = self._members(frame)
                yield from target_problems(document, part.path, tree, members, self._lab_hosts())
                yield from router_problems(document, part.path, tree, members, self._tree)
            case "checks":
                yield from foreign_kinds(document, part.path, tree)
                yield from where_problems(document, part.path, tree, self._tree.get("matrix"))
                yield from step_problems(document, part.path, tree, self._tree.get("timeline"))
            case _:
                yield from network_problems(document, part.path, tree, self._tree.get("networks"))
                yield from foreign_kinds(document, (*part.path, "ready"), _mapping(tree).get("ready"))
                yield from self._sources.problems(part.path, reading.model)

    def _members(self, frame: Frame) -> Members:
        sizes = {name: frame.sizes.get(name, ANY_SIZE) for name in _mapping(self._tree.get("fleets"))}
        return Members(hosts=tuple(_mapping(self._tree.get("hosts"))), fleets=sizes)

    def _lab_hosts(self) -> frozenset[str]:
        hosts = _mapping(self._tree.get("hosts"))
        return frozenset(name for name, host in hosts.items() if isinstance(host, dict) and "lab" in host)

    def _compare(self, combination: Combination, frame: Frame) -> None:
        """Names and numbers of the whole scenario, once for each set of sizes and services."""
        origins = {name: host.origin for name, host in combination.named("hosts").items()}
        key = (tuple(frame.sizes.items()), tuple(origins.items()))
        if key in self._compared:
            return
        self._compared.add(key)
        self._add(client_clashes(self._document, self._tree, frame.sizes, origins))
        full = room_problem(self._document, len(_mapping(self._tree.get("hosts"))), frame.sizes)
        self._add([full] if full is not None else ())


def _head(tree: dict[str, Any], matrix: Matrix) -> Part:
    """Everything but the members of the sections that are read one by one."""
    raw = {key: value for key, value in tree.items() if key not in (*SECTIONS, *_AS_WRITTEN)}
    kept: dict[str, Any] = {key: tree[key] for key in _AS_WRITTEN if key in tree}
    for section, default in _PLACEHOLDERS.items():
        value = tree.get(section, {})
        if section in tree:
            kept[section] = dict.fromkeys(value, default) if isinstance(value, dict) else value
    kept |= {name: tree[name] for name in _IN_LISTS if name in tree and not isinstance(tree[name], list)}
    for section, values in (("matrix", matrix.axes), ("variables", matrix.variables)):
        if isinstance(kept.get(section), dict):
            kept[section] = values  # what is wrong in them has been reported
    return Part((), raw, ScenarioSpec, matrix.axes_of(raw), kept)


def _sizes(fleets: list[Reading]) -> dict[str, int]:
    return {str(each.part.path[1]): each.model.count for each in fleets if each.model is not None}


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
