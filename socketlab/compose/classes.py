"""Checks the keys of the wanted services against the table: what is refused, and what is to be noted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from socketlab.compose.keys import ATTACHMENT, DEPLOY, HEALTHCHECK, MOUNT, NETWORK, VOLUME, Key, Refusal
from socketlab.compose.nodes import Node, plain
from socketlab.compose.service_keys import SERVICE
from socketlab.errors import Problem
from socketlab.language.document import YAMLPath
from socketlab.language.wording import cut, listed, suggestion

PRIVILEGED, ENGINE_SOCKET = "privileged", "engine-socket"
ALLOWABLE = (PRIVILEGED, ENGINE_SOCKET)
"""What a scenario can allow its services, though it puts the machine at risk."""

_MOST_HINTS = 50
"""Unknown keys that are compared with the known ones."""

_SOCKETS = ("/var/run/docker.sock", "/run/docker.sock")
_OF_SOCKET = Refusal(
    "the socket of the engine gives control of the machine", "write allow: [engine-socket] in the scenario"
)


@dataclass(slots=True)
class Classes:
    """Goes through services and sections, and collects what is to be said about their keys.

    Args:
        allowed: What the scenario allows of what is refused otherwise.
        problems: What is refused.
    """

    allowed: Collection[str] = ()
    problems: list[Problem] = field(default_factory=list)
    _ignored: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)

    @property
    def notes(self) -> Iterator[str]:
        """A note on each key that is ignored although a program can see it, with the names that have it."""
        for (key, meaning), names in self._ignored.items():
            yield f'"{key}" of {listed(names)} is ignored: {meaning}'

    def service(self, name: str, node: Node) -> None:
        """Check a service."""
        path: YAMLPath = ("services", name)
        self._keys(node, path, SERVICE, name)
        for key, table in (("healthcheck", HEALTHCHECK), ("deploy", DEPLOY)):
            if key in node.members:
                self._keys(node.members[key], (*path, key), table, name)
        for number, volume in enumerate(_member(node, "volumes").items):
            self._mount(volume, (*path, "volumes", number), name)
        for network, attachment in _member(node, "networks").members.items():
            self._keys(attachment, (*path, "networks", network), ATTACHMENT, name)

    def network(self, name: str, node: Node) -> None:
        """Check a network that a service is on."""
        self._keys(node, ("networks", name), NETWORK, name)

    def volume(self, name: str, node: Node) -> None:
        """Check a volume that a service mounts."""
        self._keys(node, ("volumes", name), VOLUME, name)

    def _keys(self, node: Node, path: YAMLPath, table: Mapping[str, Key], name: str) -> None:
        for key, child in node.members.items():
            known = table.get(key)
            if known is None:
                hint = suggestion(key, table) if len(self.problems) < _MOST_HINTS else None
                message = f'"{cut(key)}" is not a key of Compose' + (f" ({hint})" if hint else "")
                self.problems.append(child.problem((*path, key), message))
            else:
                self._key(key, known, child, (*path, key), name)

    def _key(self, key: str, known: Key, node: Node, path: YAMLPath, name: str) -> None:
        value = plain(node)
        refusal = None if key in self.allowed else known.refuses(value)
        if refusal is not None:
            self._refuse(key, refusal, node, path)
        elif known.noted and not known.asks_for_nothing(value):
            self._ignored.setdefault((".".join(map(str, (*path[2:-1], key))), known.meaning), {})[name] = None

    def _mount(self, node: Node, path: YAMLPath, name: str) -> None:
        self._keys(node, path, MOUNT, name)
        source = node.text("source") or str(node.value).partition(":")[0]
        if source in _SOCKETS and ENGINE_SOCKET not in self.allowed:
            self._refuse(source, _OF_SOCKET, node, path)

    def _refuse(self, what: str, why: Refusal, node: Node, path: YAMLPath) -> None:
        self.problems.append(node.problem(path, f'"{cut(what)}" is refused: {why.reason} ({why.instead})'))


def _member(node: Node, name: str) -> Node:
    return node.members.get(name, node.holding(None))
