"""A plan: every name, address, label, order, moment and random choice of one run.

Past the planner nothing reads YAML, and nothing is decided: the engine obeys, and the checks judge
what was recorded against what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from scenarios.spec.checks import CheckSpec
from scenarios.spec.compose import Healthcheck, Ulimit
from scenarios.spec.timeline import FaultSpec, When


class Power(StrEnum):
    """What a runtime can do beyond starting and stopping hosts."""

    PROCESSES = "processes"
    FILES = "files"
    SIGNALS = "signals"
    RESTARTS = "restarts"
    COMMANDS = "commands"
    COUNTERS = "counters"


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
        powers: What it can do.
        standing: The standing lab's hosts; empty when it is down.
    """

    runtime: str
    powers: frozenset[Power] = frozenset()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationPlan:
    """Something to look at on a host at a moment: its processes, its counters, or a file's digest."""

    kind: Literal["processes", "counters", "file"]
    host: str
    at: Literal["start", "end"] | float
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPlan:
    """One step of the timeline.

    Args:
        number: From 1, as written.
        name: What the report calls it.
        fault: What goes wrong, and with whom.
        at_s: Seconds after the release; ``None`` for a step that waits for a line.
        when: The line it waits for.
        after_s: Seconds from that line to the fault.
    """

    number: int
    name: str
    fault: FaultSpec
    at_s: float | None = None
    when: When | None = None
    after_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPlan:
    """A check with its number and where in the scenario it stands.

    Args:
        number: From 1; implied checks follow the written ones.
        name: What the report calls it.
        place: ``file:line:column``, or ``implied``.
        spec: The question; ``None`` for the implied one that hosts stay up.
    """

    number: int
    name: str
    place: str
    spec: CheckSpec | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run, decided.

    Args:
        run: Its id.
        scenario: The scenario's name.
        title: The scenario's title.
        cell: The matrix's values.
        seed: Where every random choice came from.
        runtime: The runtime it was planned for.
        network: The run's own network, where it needs one.
        hosts: The long-lived hosts.
        clients: The fleets' clients, in order of release.
        observations: What to look at, and when.
        timeline: What goes wrong, and when.
        timeout_s: From the release to the last client's end.
        checks: What will be asked of the evidence.
        notes: What the user should know about how it will be played.
    """

    run: str
    scenario: str
    title: str
    cell: dict[str, str]
    seed: int
    runtime: str
    network: NetworkPlan | None
    hosts: tuple[HostPlan, ...]
    clients: tuple[ClientPlan, ...]
    observations: tuple[ObservationPlan, ...]
    timeout_s: float
    checks: tuple[CheckPlan, ...]
    timeline: tuple[StepPlan, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def everyone(self) -> tuple[HostPlan, ...]:
        """Hosts, then clients."""
        return (*self.hosts, *(client.host for client in self.clients))

    @property
    def label(self) -> str:
        """``parallel-echo [server=fork-server]``."""
        cell = ", ".join(f"{name}={value}" for name, value in self.cell.items())
        return f"{self.scenario} [{cell}]" if cell else self.scenario

    def fleet(self, name: str) -> tuple[ClientPlan, ...]:
        """The clients of one fleet."""
        return tuple(client for client in self.clients if client.fleet == name)
