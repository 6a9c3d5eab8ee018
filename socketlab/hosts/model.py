"""Hosts as a runtime is told of them: every name, address, label and file of one, decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from socketlab.hosts.settings import Healthcheck, Ulimit


class Placement(StrEnum):
    """Where a host of the plan lives."""

    PRIVATE = "private"
    """A machine of its own, made for this run and removed after it."""

    STANDING = "standing"
    """A host of the standing lab: called and watched, never started or stopped."""

    WORKSTATION = "workstation"
    """A job on one of the standing lab's idle workstations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingHost:
    """One host of the standing lab, as the runtime found it.

    Args:
        service: The service it runs.
        number: Which of that service's hosts it is, from 1.
        handle: The runtime's own name for it, such as a container id.
        network: The runtime's name for the network it is on.
        address: Its address there.
    """

    service: str
    number: int
    handle: str
    network: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the planner may know of the world: all of it, so that a plan can be made again.

    Args:
        runtime: The runtime's name.
        capabilities: The Protocols of ``runtimes.capabilities`` that it has.
        standing: The standing lab's hosts; empty when it is down.
    """

    runtime: str
    capabilities: frozenset[type] = frozenset()
    standing: tuple[StandingHost, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What a private machine runs and may use: a service definition with the scenario's changes in it.

    Sizes are in bytes, times in seconds. ``None`` leaves the image's own setting alone.
    """

    image: str
    command: tuple[str, ...] | None = None
    entrypoint: tuple[str, ...] | None = None
    environment: dict[str, str] = field(default_factory=dict)
    hostname: str = ""
    user: str | None = None
    working_dir: str | None = None
    read_only: bool = False
    tmpfs: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    cap_add: tuple[str, ...] = ()
    cap_drop: tuple[str, ...] = ()
    security_opt: tuple[str, ...] = ()
    sysctls: dict[str, str] = field(default_factory=dict)
    ulimits: dict[str, int | Ulimit] = field(default_factory=dict)
    mem_limit_bytes: int | None = None
    pids_limit: int | None = None
    cpus: float | None = None
    init: bool = False
    stop_signal: str | None = None
    stop_grace_s: float = 1.0
    healthcheck: Healthcheck | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPlan:
    """A segment made for this run.

    Args:
        name: The runtime's name for it.
        subnets: Where to try to put it, in order, in CIDR notation: another network of the same
            machine may be in the way of the first.
    """

    name: str
    subnets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFile:
    """A file to put on a host: text, or ``size_bytes`` of noise from ``seed``."""

    path: str
    text: str | None = None
    size_bytes: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPlan:
    """One host: a long-lived one, or one client of a fleet.

    Args:
        name: Unique in the run; its host name on a private network.
        role: ``host`` or ``client``.
        service: The service it runs.
        placement: Where it lives.
        machine: What it runs. For a workstation's job only command and environment count.
        address_number: Which address of the run's network it takes, from 2.
        aliases: Further names for it on the run's network.
        networks: The runtime's names of the networks it is on, the run's own first.
        standing: The standing host it is, or whose workstation it borrows.
        files: To be put in place before it starts.
        labels: What the runtime must mark it with.
    """

    name: str
    role: Literal["host", "client"]
    service: str
    placement: Placement
    machine: Machine
    address_number: int = 0
    aliases: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    standing: StandingHost | None = None
    files: tuple[PlacedFile, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPlan:
    """One client of a fleet.

    Args:
        host: The machine or job it is.
        fleet: Its fleet.
        index: Its number there, from 1.
        release_s: Seconds from the run's release to its own.
        stdin: What it reads.
        collect: Files to digest when it has ended, relative to its working directory.
        variables: Its values of ``${index}`` and the like, for the checks' patterns.
    """

    host: HostPlan
    fleet: str
    index: int
    release_s: float = 0.0
    stdin: str | None = None
    collect: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
