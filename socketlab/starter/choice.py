"""Which services of a compose file a first scenario plays: a server, what it depends on, and a client.

A compose file does not say which of its services is the server under test. What it does say (ports, names,
dependencies) is enough for a guess, and the scenario that is written says what was guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from socketlab.errors import InvalidFile, InvalidInput, Problem
from socketlab.language.document import read_document
from socketlab.spec.compose import ServiceDefinition, read_compose

COMPOSE_FILES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""In Compose's order of preference. Source: Docker Compose, "How Compose works", "The Compose file"."""

_HOST_NAME = re.compile(r"[a-z][a-z0-9-]*")
_CLIENT = re.compile(r"client|caller|consumer|tests?\b|load|probe")
_SERVER = re.compile(r"server|web|api|app|backend|proxy|gateway")
_STORE = re.compile(r"db|database|postgres|mysql|maria|mongo|redis|cache|queue|rabbit|kafka")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a first scenario plays.

    Args:
        server: The service that the clients call.
        port: The port that it listens at, where the file says so.
        beside: Services that the server depends on: hosts of the scenario too.
        client: The service that each client is; ``None`` where the file has no client.
        client_image: The client's image.
    """

    server: str
    port: int | None
    beside: tuple[str, ...]
    client: str | None
    client_image: str | None = None


def find_compose(folder: Path) -> Path | None:
    """The compose file of a folder, if it has one."""
    return next((folder / name for name in COMPOSE_FILES if (folder / name).is_file()), None)


def choose(file: Path, environment: Mapping[str, str]) -> Choice:
    """Choose a server and a client among the services that can be played.

    Args:
        file: The compose file.
        environment: Values of its variables.

    Raises:
        InvalidFile: when none can be played, with the reason for each.
        InvalidInput: when the file has no services, or cannot be read.
    """
    playable, problems = _playable(file, environment)
    if not playable:
        if problems:
            raise InvalidFile(tuple(problems))
        raise InvalidInput(f'no services in "{file}"', hint="define one, or choose another folder")
    needed = {name: tuple(_depends_on(definition)) for name, definition in playable.items()}
    names = [name for name in playable if _HOST_NAME.fullmatch(name)] or list(playable)
    clients = [name for name in names if _is_client(name, playable[name])]
    servers = [name for name in names if name not in clients] or names
    server = max(servers, key=lambda name: _server_likeness(name, playable[name], needed))
    client = next((name for name in clients if name != server), None)
    return Choice(
        server=server,
        port=next(_ports(playable[server]), None),
        beside=tuple(name for name in _all_needed(server, needed) if name in playable),
        client=client,
        client_image=playable[client].image if client else None,
    )


def _playable(
    file: Path, environment: Mapping[str, str]
) -> tuple[dict[str, ServiceDefinition], list[Problem]]:
    tree = read_document(file).tree
    services = tree.get("services") if isinstance(tree, dict) else None
    found: dict[str, ServiceDefinition] = {}
    problems: list[Problem] = []
    for name in services if isinstance(services, dict) else ():
        try:
            catalogue = read_compose(
                file, wanted=frozenset({name}), shown_as=str(file), environment=environment
            )
        except InvalidFile as error:
            problems += error.problems
        else:
            found[name] = catalogue.services[name]
    return found, problems


def _is_client(name: str, definition: ServiceDefinition) -> bool:
    return bool(_CLIENT.search(name)) and next(_ports(definition), None) is None


def _server_likeness(
    name: str, definition: ServiceDefinition, needed: Mapping[str, tuple[str, ...]]
) -> tuple[bool, bool, bool, bool]:
    return (
        not _STORE.search(name),
        bool(definition.ports),
        bool(_SERVER.search(name)),
        any(name in others for others in needed.values()),
    )


def _depends_on(definition: ServiceDefinition) -> Iterator[str]:
    names: Any = definition.depends_on
    yield from (str(name) for name in names) if isinstance(names, list | dict) else ()


def _all_needed(server: str, needed: Mapping[str, tuple[str, ...]]) -> list[str]:
    """What a service depends on, directly or not, each once and without itself."""
    found: list[str] = []
    todo = list(needed.get(server, ()))
    while todo:
        name = todo.pop(0)
        if name not in found and name != server:
            found.append(name)
            todo += needed.get(name, ())
    return found


def _ports(definition: ServiceDefinition) -> Iterator[int]:
    """The ports inside, of the short and the long form of ``ports``, and of ``expose``.

    Source: the Compose Specification, "ports": ``[HOST:]CONTAINER[/PROTOCOL]``, or a mapping with ``target``.
    """
    for port in (*_listed(definition.ports), *_listed(definition.expose)):
        text = port.get("target", "") if isinstance(port, dict) else port
        inside = re.split(r"[/-]", str(text).rpartition(":")[2])[0]
        if inside.isdigit() and 0 < int(inside) < 65536:
            yield int(inside)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
