"""Hosts as a runtime sees them: every name, address, label and file of a host, decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from socketlab.hosts.settings import SETTINGS, Machine
from socketlab.hosts.values import Healthcheck

VARIABLE = "SOCKETLAB_JOURNAL"
"""The environment variable that switches a program's journal on; others do not know it."""

STDERR = "stderr"
"""Its value for a journal on standard error, where a run reads it."""

NONCE = "SOCKETLAB_JOURNAL_NONCE"
"""What each note of such a journal must carry."""


class Placement(StrEnum):
    """Where a host of the plan lives."""

    PRIVATE = "private"
    """A host of its own, made for this run and removed after it."""

    STANDING = "standing"
    """A host of the standing lab: called and watched, never started or stopped."""

    WARM_CLIENT = "warm-client"
    """A job on one of the standing lab's warm clients: idle client hosts that have the programs loaded."""


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
class ImageFacts:
    """What an image says of itself.

    Args:
        labels: Its labels.
        healthcheck: Its health check, where it has one.
        working_dir: The folder its program runs in.
    """

    labels: dict[str, str] = field(default_factory=dict)
    healthcheck: Healthcheck | None = None
    working_dir: str = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Everything that the planner may know of the world, so that a plan can be made again.

    Args:
        runtime: The runtime's name.
        capabilities: The Protocols of ``runtimes.capabilities`` that it has.
        honours: The settings of a host that it honours, by their names in YAML.
        standing: The standing lab's hosts; empty when it is down.
        images: The images that are there, of those that were asked for.
        missing: How to get each of those that are not, as an imperative sentence.
        network_note: What the user should know of a network made for a run, if anything.
        mechanisms: What the kernel has to put conditions on links; ``None`` where that was not asked.
        shaper: Which mechanism the user forces, ``netem`` or ``fallback``.
    """

    runtime: str
    capabilities: frozenset[type] = frozenset()
    honours: frozenset[str] = frozenset(SETTINGS)
    standing: tuple[StandingHost, ...] = ()
    images: dict[str, ImageFacts] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    network_note: str = ""
    mechanisms: frozenset[str] | None = None
    shaper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPlan:
    """A segment made for this run.

    Args:
        name: The runtime's name for it.
        subnets: Subnets to try, in order, in CIDR notation: another network of the same machine may
            overlap with the first.
        declared: What the scenario calls it, where it names networks; links may divide one into several.
        nat: The address that others see of its hosts, where it is behind a NAT.
    """

    name: str
    subnets: tuple[str, ...]
    declared: str = ""
    nat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFile:
    """A file to put on a host: text, or ``size_bytes`` of noise from ``seed``; with its permissions."""

    path: str
    text: str | None = None
    size_bytes: int = 0
    seed: int = 0
    mode: int = 0o644
    uid: int = 0
    gid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPlan:
    """One host: a long-lived one, or one client of a fleet.

    Args:
        name: Unique in the run; its host name on a private network.
        role: ``host`` or ``client``.
        service: The service it runs.
        placement: Where it lives.
        machine: What it runs. For a job on a warm client only command and environment count.
        gated: Whether it waits at a gate for its release, once it is ready.
        keeps_journal: Whether its programs may keep a journal that the run believes.
        address_number: Which address of the run's network it takes, from 2.
        aliases: Further names for it on the run's network.
        networks: The runtime's names of the networks it is on, the run's own first.
        standing: The standing host that it is, or the warm client that its job is on.
        files: To be put in place before it starts.
        labels: What the runtime must mark it with.
    """

    name: str
    role: Literal["host", "client"]
    service: str
    placement: Placement
    machine: Machine
    gated: bool = False
    keeps_journal: bool = False
    address_number: int = 0
    aliases: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    standing: StandingHost | None = None
    files: tuple[PlacedFile, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def asks_for_journal(self) -> bool:
        """Whether its settings switch the journal on explicitly, for whatever it runs."""
        return self.machine.environment.get(VARIABLE) == STDERR

    @property
    def shows_nonce(self) -> bool:
        """Whether its journal's nonce is in its environment; otherwise only its gate knows it."""
        return self.asks_for_journal or not self.gated


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
