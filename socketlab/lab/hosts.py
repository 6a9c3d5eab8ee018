"""The lab's hosts as the engine sees them, under the names that people call them by."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from socketlab.errors import InvalidInput, LabError

LAB_LABEL = "io.socketlab.lab"
_ABOUT_LABEL = "io.socketlab.about"
_GATE_LABEL = "io.socketlab.gate"
_COMPOSE = "com.docker.compose"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPort:
    """A port of a host, and where this machine publishes it, if it does."""

    inside: int
    outside: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabHost:
    """One host of the standing lab.

    Args:
        name: What people call it: its service, or ``client-3`` for the third workstation.
        container: The engine's id of it.
        image: The id of the image it was made from.
        service: The service in compose.yaml.
        number: Counted from 1 within its service.
        address: On the lab's network; empty when it is not running.
        ports: Lowest first.
        state: ``running``, ``exited`` and so on, in the engine's words.
        health: ``healthy``, ``unhealthy``, ``starting``, or empty where nobody asks.
        about: One line, from compose.yaml.
    """

    name: str
    container: str
    image: str
    service: str
    number: int
    address: str
    ports: tuple[PublishedPort, ...]
    state: str
    health: str
    about: str


def lab_hosts(client: Any, project: str) -> tuple[LabHost, ...]:
    """Every host of a project's lab, running or not: servers by published port, then workstations."""
    labels = [f"{LAB_LABEL}=1", f"{_COMPOSE}.project={project}"]
    rows: list[dict[str, Any]] = client.containers(all=True, filters={"label": labels})
    hosts = [read_host(row) for row in rows if row["Labels"].get(f"{_COMPOSE}.oneoff") != "True"]
    return tuple(sorted(hosts, key=_place))


def _place(host: LabHost) -> tuple[object, ...]:
    outside = [port.outside for port in host.ports if port.outside]
    return (host.name != host.service, not outside, outside[:1], host.service, host.number)


def read_host(row: Mapping[str, Any]) -> LabHost:
    """A host from one row of the engine's list of containers.

    Source: Docker Engine API 1.41, ContainerList.
    """
    labels = row["Labels"]
    service, number = labels[f"{_COMPOSE}.service"], int(labels[f"{_COMPOSE}.container-number"])
    networks = (row.get("NetworkSettings") or {}).get("Networks") or {}
    addresses = [network.get("IPAddress", "") for network in networks.values()]
    return LabHost(
        name=f"{service}-{number}" if labels.get(_GATE_LABEL) == "1" else service,
        container=row["Id"],
        image=row["ImageID"],
        service=service,
        number=number,
        address=next(filter(None, addresses), ""),
        ports=_ports(row.get("Ports") or ()),
        state=row["State"],
        health=_health(row.get("Status", "")),
        about=labels.get(_ABOUT_LABEL, ""),
    )


def find_host(hosts: Sequence[LabHost], name: str) -> LabHost:
    """The host of that name.

    Raises:
        LabError: when the lab is down.
        InvalidInput: when it has no such host.
    """
    if not hosts:
        raise LabError("the lab is down", hint="start it with make lab-up")
    for host in hosts:
        if host.name == name:
            return host
    names = [host.name for host in hosts]
    close = difflib.get_close_matches(name, names, n=1)
    hint = f"do you mean {close[0]}?" if close else f"choose one of {', '.join(names)}"
    raise InvalidInput(f'the lab has no host "{name}"', hint=hint)


def _ports(rows: Sequence[Mapping[str, Any]]) -> tuple[PublishedPort, ...]:
    found: dict[int, str | None] = {}
    for row in rows:
        outside = f"{row['IP']}:{row['PublicPort']}" if row.get("PublicPort") else None
        found[row["PrivatePort"]] = found.get(row["PrivatePort"]) or outside
    return tuple(PublishedPort(inside=inside, outside=found[inside]) for inside in sorted(found))


def _health(status: str) -> str:
    """The health in a status line such as ``Up 2 minutes (healthy)``."""
    for word in ("unhealthy", "healthy", "health: starting"):
        if f"({word})" in status:
            return word.removeprefix("health: ")
    return ""
