"""The standing lab's hosts as the engine lists them: for runs that call them, and for ``lab``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from socketlab import labels
from socketlab.hosts.model import NONCE

DEFAULT_PROJECT = "socketlab"
PROJECT = "com.docker.compose.project"
_SERVICE = "com.docker.compose.service"
_NUMBER = "com.docker.compose.container-number"
_ONE_OFF = "com.docker.compose.oneoff"
"""Source: Docker Compose, ``pkg/api/labels.go``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPort:
    """A port of a host, and where this machine publishes it, if it does."""

    inside: int
    outside: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabHost:
    """One host of the standing lab.

    Args:
        name: What people call it: its service, or ``client-3`` for the third idle client.
        container: The engine's id of it.
        image: The id of the image it was made from.
        service: The service in compose.yaml.
        number: Counted from 1 within its service.
        network: The lab's network by its name; empty when it has none.
        address: On that network; empty when it is not running.
        ports: Lowest first.
        state: ``running``, ``exited`` and so on, in the engine's words.
        health: ``healthy``, ``unhealthy``, ``starting``, or empty where it has no health check.
        about: One line, from compose.yaml.
    """

    name: str
    container: str
    image: str
    service: str
    number: int
    network: str
    address: str
    ports: tuple[PublishedPort, ...]
    state: str
    health: str
    about: str


def lab_project(environ: Mapping[str, str]) -> str:
    """The Compose project that the lab is: its containers and networks carry its name.

    Source: Docker Compose, "Set or change pre-defined environment variables", COMPOSE_PROJECT_NAME.
    """
    return environ.get("COMPOSE_PROJECT_NAME") or DEFAULT_PROJECT


def lab_filter(project: str) -> list[str]:
    """The labels by which the engine finds what belongs to a project's lab."""
    return [f"{labels.LAB}=1", f"{PROJECT}={project}"]


def lab_hosts(api: Any, project: str) -> tuple[LabHost, ...]:
    """Every host of a project's lab, running or not: servers by published port, then idle clients."""
    rows: list[dict[str, Any]] = api.containers(all=True, filters={"label": lab_filter(project)})
    hosts = [read_host(row) for row in rows if row["Labels"].get(_ONE_OFF) != "True"]
    return tuple(sorted(hosts, key=_place))


def nonce_of(api: Any, container: str) -> str:
    """What the notes of a standing host's journal carry, from its environment; empty where it has none."""
    settings = api.inspect_container(container)["Config"].get("Env") or ()
    return next((entry.partition("=")[2] for entry in settings if entry.startswith(f"{NONCE}=")), "")


def _place(host: LabHost) -> tuple[object, ...]:
    outside = [port.outside for port in host.ports if port.outside]
    return (host.name != host.service, not outside, outside[:1], host.service, host.number)


def read_host(row: Mapping[str, Any]) -> LabHost:
    """A host from one row of the engine's list of containers.

    Source: Docker Engine API 1.41, ContainerList.
    """
    marks = row["Labels"]
    service, number = marks.get(_SERVICE, ""), int(marks.get(_NUMBER, 1))
    networks = (row.get("NetworkSettings") or {}).get("Networks") or {}
    network = next(iter(networks), "")
    return LabHost(
        name=f"{service}-{number}" if marks.get(labels.GATE) == "1" else service,
        container=row["Id"],
        image=row["ImageID"],
        service=service,
        number=number,
        network=network,
        address=networks[network].get("IPAddress", "") if network else "",
        ports=_ports(row.get("Ports") or ()),
        state=row["State"],
        health=_health(row.get("Status", "")),
        about=marks.get(labels.ABOUT, ""),
    )


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
