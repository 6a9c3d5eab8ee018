"""The files of a Compose project, put together: several given ones, and those that they include and extend.

Source: compose-go v2, ``cli/options.go``, ``loader/loader.go`` and ``loader/include.go``; the Compose
Specification, "Include".
"""

from __future__ import annotations

import posixpath
import re
from collections import ChainMap
from collections.abc import Iterable, Mapping
from typing import Protocol

from socketlab.compose.filling import Scope
from socketlab.compose.layers import Layer, Model
from socketlab.compose.merging import Merging
from socketlab.compose.nodes import Effort, Node, Place, node_of
from socketlab.compose.paths import Base, refuse_remote
from socketlab.errors import InvalidFile, InvalidInput, Problem
from socketlab.language.document import Document, YAMLPath
from socketlab.language.dotenv import read_settings
from socketlab.language.wording import cut

DEEPEST_INCLUDE = 20
"""Files that include one another."""

MOST_USES = 200
"""Files that are included or extended, each counted whenever it is."""

_NAME = "COMPOSE_PROJECT_NAME"
_TRUE = {"1", "t", "T", "true", "TRUE", "True"}


class Files(Protocol):
    """Gives the files of a project, by their names relative to its folder."""

    def shown(self, name: str) -> str:
        """What messages call a file."""
        raise NotImplementedError

    def document(self, name: str) -> Document:
        """A compose file."""
        raise NotImplementedError

    def text(self, name: str) -> str:
        """A file of variables."""
        raise NotImplementedError

    def is_there(self, name: str) -> bool:
        """Whether there is anything of this name."""
        raise NotImplementedError

    def is_file(self, name: str) -> bool:
        """Whether there is a file of this name that is not a folder."""
        raise NotImplementedError


class Project:
    """The services and other sections of a project.

    Args:
        files: Gives its files.
        names: Those that the user gives, in the order in which they are merged.
        environment: The environment, whose variables outrank those of ``.env``.
        folder: The name of the project's folder, for the project's own name.

    Attributes:
        name: The project's name.
        problems: What is wrong so far; more is added when something is read.
        values: The variables of its files.
        scopes: All variables in use, those of included files too.

    Raises:
        InvalidInput: when a file cannot be read.
        InvalidFile: when a file is not YAML, or ``.env`` is wrong.
    """

    def __init__(
        self, files: Files, names: tuple[str, ...], *, environment: Mapping[str, str], folder: str
    ) -> None:
        self.problems: list[Problem] = []
        self.layers: list[Layer] = []
        self.scopes: list[Scope] = []
        self._files = files
        self._merging = Merging(Effort())
        self._extended: dict[tuple[str, int], Layer] = {}
        documents = [files.document(name) for name in names]
        values = dict(environment)
        if environment.get("COMPOSE_DISABLE_ENV_FILE") not in _TRUE:
            values = {**self._settings(".env", values), **values}
        self.name = self._named(documents, values, folder)
        self.values = {**values, _NAME: self.name}
        self._home = environment.get("HOME", "")
        base = Base(".", self._home)
        self.model = self._model(names, self._scope(self.values), base, ())

    def member(self, section: str, name: str) -> Node | None:
        """A service, network, volume, config or secret with everything that the files say about it."""
        return self.model.member(section, name)

    @property
    def unset(self) -> dict[Place, tuple[str, ...]]:
        """The variables without a value that have been used so far, by the places of the texts."""
        return {place: names for scope in self.scopes for place, names in scope.unset.items()}

    def _scope(self, values: Mapping[str, str]) -> Scope:
        self.scopes.append(Scope(values, self.problems))
        return self.scopes[-1]

    def _settings(self, name: str, values: Mapping[str, str]) -> dict[str, str]:
        """The variables of a file like ``.env``; none where it is not a file."""
        if not self._files.is_file(name):
            return {}
        return read_settings(self._files.text(name), file=self._files.shown(name), outside=values)

    def _named(self, documents: Iterable[Document], values: Mapping[str, str], folder: str) -> str:
        """The project's name: from the environment, from the last file that has one, or from its folder."""
        name = values.get(_NAME) or ""
        scope = Scope(values, self.problems)
        for document in documents if not name else ():
            if isinstance(document.tree, dict) and document.tree.get("name") is not None:
                name = scope.text(node_of(document, ("name",)), ("name",)) or name
        return "".join(re.findall("[a-z0-9_-]", (name or folder).lower())).lstrip("_-")

    def _model(self, names: Iterable[str], scope: Scope, base: Base, including: tuple[str, ...]) -> Model:
        """Files that are merged, with what they include."""
        model = Model(scope=scope, base=base)
        for name in names:
            document = self._files.document(name)
            layer = self._layer(name, document, scope, base)
            layer.included = list(self._included(layer, (*including, name)))
            model.layers.append(layer)
        return model

    def _layer(self, name: str, document: Document, scope: Scope, base: Base) -> Layer:
        if len(self.layers) >= MOST_USES:
            raise InvalidInput(f"more than {MOST_USES} files are included and extended")
        layer = Layer(
            name=name,
            document=document,
            scope=scope,
            base=base,
            merging=self._merging,
            other=self._other,
        )
        self.layers.append(layer)
        return layer

    def _other(self, name: str, scope: Scope, base: Base) -> Layer:
        """The layer of a file that a service extends."""
        if (name, id(scope)) not in self._extended:
            folder = Base(posixpath.dirname(name) or ".", base.home)
            document = self._files.document(name)
            self._extended[name, id(scope)] = self._layer(name, document, scope, folder)
        return self._extended[name, id(scope)]

    def _included(self, layer: Layer, including: tuple[str, ...]) -> Iterable[Model]:
        tree = layer.document.tree
        if not isinstance(tree, dict) or tree.get("include") is None:
            return
        node = layer.scope.filled(node_of(layer.document, ("include",)), ("include",))
        if not isinstance(node.value, list):
            self.problems.append(node.problem(("include",), "must be a list of files"))
        for number, item in enumerate(node.items):
            path: YAMLPath = ("include", number)
            try:
                yield self._entry(item, layer, including)
            except InvalidFile as error:
                self.problems += error.problems
            except InvalidInput as error:
                self.problems.append(item.problem(path, error.message))
            except ValueError as error:
                self.problems.append(item.problem(path, str(error)))

    def _entry(self, item: Node, layer: Layer, including: tuple[str, ...]) -> Model:
        """The files of one entry of ``include``.

        Raises:
            InvalidInput: when one cannot be read.
            InvalidFile: when one is not YAML, or a file of variables is wrong.
            ValueError: when the entry names no file, or the files include one another.
        """
        paths = [str(path.value) for path in _listed(item, "path")]
        if isinstance(item.value, str):
            paths = [item.value]
        if not paths:
            raise ValueError("must be a file, or a mapping with path")
        for path in paths:
            refuse_remote(path)
        names = [posixpath.normpath(layer.base.path(path)) for path in paths]
        if names[0] in including:
            circle = ", ".join(cut(self._files.shown(name)) for name in (*including, names[0]))
            raise ValueError(f"the files include one another in a circle: {circle}")
        if len(including) > DEEPEST_INCLUDE:
            raise ValueError(f"more than {DEEPEST_INCLUDE} files include one another")
        folder = item.text("project_directory")
        base = layer.base.inside(folder) if folder else Base(posixpath.dirname(names[0]) or ".", self._home)
        return self._model(names, self._scope(self._values(item, layer, base)), base, including)

    def _values(self, item: Node, layer: Layer, base: Base) -> Mapping[str, str]:
        """The variables of included files: the including one's, and those of their own ``.env`` or files."""
        outer = layer.scope.values
        given = [str(file.value) for file in _listed(item, "env_file")]
        if not given:
            name = posixpath.normpath(posixpath.join(base.folder, ".env"))
            return ChainMap(dict(outer), self._settings(name, outer))
        found: dict[str, str] = {}
        for file in given:
            if file != "/dev/null":
                name = posixpath.normpath(layer.base.path(file))
                text = self._files.text(name)
                found |= read_settings(text, file=self._files.shown(name), outside={**found, **outer})
        return ChainMap(dict(outer), found)


def _listed(item: Node, name: str) -> list[Node]:
    """The texts of a member that may be one text or a list of them."""
    member = item.members.get(name)
    if member is None:
        return []
    return member.items or [member] if member.value else []
