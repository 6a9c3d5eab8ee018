"""One compose file among those of a project: its services with what they extend and what the file includes.

Source: compose-go v2, ``loader/loader.go``, ``loader/extends.go`` and ``loader/include.go``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from socketlab.compose.filling import Scope
from socketlab.compose.forms import as_list
from socketlab.compose.merging import Merging, Unmergeable, without_replaced
from socketlab.compose.nodes import Node, node_of
from socketlab.compose.paths import Base, rebased, refuse_remote
from socketlab.compose.unicity import once
from socketlab.errors import InvalidFile, InvalidInput, Problem
from socketlab.language.document import Document, YAMLPath
from socketlab.language.wording import cut, suggestion

LONGEST_CHAIN = 40
"""Services that extend one another."""

SECTIONS = ("services", "networks", "volumes", "configs", "secrets")
"""The sections of a compose file whose members are merged and imported."""

Chain = tuple[tuple[str, str], ...]
"""The services that extend one another so far: the file and the name of each."""


@dataclass(slots=True, kw_only=True)
class Layer:
    """One compose file.

    Args:
        name: Its name, relative to the project's folder.
        document: What is in it.
        scope: Its variables.
        base: Where its relative paths start.
        merging: Merges values.
        included: What it includes, in order.
        other: Gives the layer of a file that one of its services extends.
    """

    name: str
    document: Document
    scope: Scope
    base: Base
    merging: Merging
    other: Callable[[str, Scope, Base], Layer]
    included: list[Model] = field(default_factory=list)
    touched: set[YAMLPath] = field(default_factory=set)
    _extended: dict[str, Node | None] = field(default_factory=dict)

    def uses(self, path: YAMLPath) -> bool:
        """Whether what is at a path counts: all but the members of sections that were not asked for."""
        return len(path) < 2 or path[0] not in SECTIONS or path[:2] in self.touched

    def names(self, section: str) -> Iterable[str]:
        """The names of a section, included ones too."""
        tree = self.document.tree
        own = tree.get(section) if isinstance(tree, dict) else None
        found = dict.fromkeys(own if isinstance(own, dict) else ())
        for model in self.included:
            found |= dict.fromkeys(model.names(section))
        return found

    def member(self, section: str, name: str) -> Node | None:
        """A member of a section as it is in the file and in what the file includes."""
        path = (section, name)
        node = self._written(path)
        for model in self.included:
            imported = model.member(section, name)
            if imported is not None:
                node = imported if node is None else self._merged(imported, node, path)
        return node

    def service(self, name: str, chain: Chain = ()) -> Node | None:
        """A service with what it extends."""
        if name not in self._extended:
            self._extended[name] = self._with_base(name, chain)
        return self._extended[name]

    def _written(self, path: YAMLPath) -> Node | None:
        """What the file itself says, with the variables filled in."""
        self.touched.add(path)
        section = self.document.tree.get(path[0]) if isinstance(self.document.tree, dict) else None
        if not isinstance(section, dict) or path[1] not in section:
            return None
        node = self.scope.filled(node_of(self.document, path), path)
        return rebased(node, path, self.base)

    def _with_base(self, name: str, chain: Chain) -> Node | None:
        node, path = self.member("services", name), ("services", name)
        extends = node.members.get("extends") if node is not None else None
        if node is None or extends is None:
            return node
        own = node.without("extends")
        named = extends.value if isinstance(extends.value, str) else extends.text("service")
        at: YAMLPath = (*path, "extends")
        if named is None:
            message = "must name a service (extends: NAME, or service: NAME with file: FILE)"
            self.scope.problems.append(extends.problem(at, message))
            return own
        chain = (*chain, (self.name, name))
        try:
            base = self._base(named, extends.text("file"), chain)
        except InvalidFile as error:
            self.scope.problems.extend(error.problems)
            return own
        except InvalidInput as error:
            self.scope.problems.append(extends.problem(at, error.message))
            return own
        except ValueError as error:
            self.scope.problems.append(extends.problem(at, str(error)))
            return own
        return own if base is None else self._merged(base, own, path)

    def _base(self, named: str, file: str | None, chain: Chain) -> Node | None:
        """The service that another one extends.

        Raises:
            InvalidInput: when its file cannot be read.
            ValueError: when it is not there, or the services extend one another.
        """
        layer = self
        if file is not None:
            refuse_remote(file)
            layer = self.other(posixpath.normpath(self.base.path(file)), self.scope, self.base)
        if (layer.name, named) in chain:
            services = ", ".join(f'"{cut(service)}"' for service in (*(each for _, each in chain), named))
            raise ValueError(f"the services extend one another in a circle: {services}")
        if len(chain) > LONGEST_CHAIN:
            raise ValueError(f"more than {LONGEST_CHAIN} services extend one another")
        if named not in layer.names("services"):
            hint = suggestion(named, layer.names("services"))
            advice = f" ({hint})" if hint else ""
            raise ValueError(f'no service "{cut(named)}" in {layer.document.file}{advice}')
        return layer.service(named, chain)

    def _merged(self, base: Node, own: Node, path: YAMLPath) -> Node:
        return self.scoped_merge(without_replaced(base, path, self.document.replacing), own, path)

    def scoped_merge(self, base: Node, own: Node, path: YAMLPath) -> Node:
        """Two values merged; what cannot be is a problem."""
        try:
            return once(self.merging.merged(base, own, path), path)
        except Unmergeable as error:
            self.scope.problems.append(error.node.problem(error.path, str(error)))
        except ValueError as error:
            self.scope.problems.append(own.problem(path, str(error)))
        return base


@dataclass(slots=True, kw_only=True)
class Model:
    """Files that are merged in order: those of a project, or those of one entry of ``include``.

    Args:
        scope: Their variables.
        base: Where their relative paths start.
        layers: The files.
    """

    scope: Scope
    base: Base
    layers: list[Layer] = field(default_factory=list)
    _found: dict[YAMLPath, Node | None] = field(default_factory=dict)

    def names(self, section: str) -> Iterable[str]:
        """The names of a section, in the order of the files."""
        return dict.fromkeys(name for layer in self.layers for name in layer.names(section))

    def member(self, section: str, name: str) -> Node | None:
        """A member of a section, merged."""
        path = (section, name)
        if path not in self._found:
            self._found[path] = self._merged(section, name)
        return self._found[path]

    def _merged(self, section: str, name: str) -> Node | None:
        path, result = (section, name), None
        for layer in self.layers:
            replacing = layer.document.replacing
            if result is not None:
                result = None if path in replacing else without_replaced(result, path, replacing)
            own = layer.service(name) if section == "services" else layer.member(section, name)
            if own is not None:
                result = own if result is None else layer.scoped_merge(result, own, path)
        if result is None or section != "services":
            return result if result is None else once(result, path)
        return self._with_context(self._with_values(once(result, path)))

    def _with_context(self, node: Node) -> Node:
        """A service whose build, where it names no folder, is that of the files."""
        build = node.members.get("build")
        if build is None or "context" in build.members or not isinstance(build.value, dict):
            return node
        context = build.holding(self.base.path("."))
        return node.holding({**node.members, "build": build.holding({**build.members, "context": context})})

    def _with_values(self, node: Node) -> Node:
        """A service whose environment, if it is a list, has the values of names that are set here."""
        names = node.members.get("environment")
        if names is None or not isinstance(names.value, list):
            return node
        values = self.scope.values
        items = [
            item.holding(f"{item.value}={values[item.value]}")
            if isinstance(item.value, str) and item.value in values
            else item
            for item in as_list(names)
        ]
        return node.holding({**node.members, "environment": names.holding(items)})


def mistakes(layers: Iterable[Layer]) -> Iterable[Problem]:
    """What is wrong with the YAML of files, where it was used."""
    for layer in layers:
        yield from layer.document.problems_in(layer.uses)
