"""Hosts as a runtime sees them: every name, address, label and file of a host, decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from socketlab.hosts.dependencies import After
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
        entrypoint: The program that gets a command as arguments.
        command: The command, where the service gives none.
    """

    labels: dict[str, str] = field(default_factory=dict)
    healthcheck: Healthcheck | None = None
    working_dir: str = "/"
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()


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
        no_gate: Why the runtime cannot put a gate in front of any client's program now; empty where it can,
            ``None`` where it has no such gate.
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
    no_gate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPlan:
    """A segment made for this run.

    Args:
        name: The runtime's name for it.
        subnets: Subnets to try, in order, in CIDR notation: another network of the same machine may
            overlap with the first.
        declared: What the scenario calls it, where it names networks; links may divide one into several.
        nat: The address that others see of its hosts, where it is behind a NAT.
        outside: Whether it has a route to what is outside of it.
        fixed: Whether it has to be this subnet, because its compose file says so.
        gateway: The address that its hosts send everything else to; by default the first one.
        subnet_v6: Its subnet of IPv6 addresses; empty where it has none.
        gateway_v6: The gateway there; by default the first address.
        internal: Whether its hosts get no default route there.
        options: Options of the engine's bridge.
        prober: The number of the address that is kept free for whatever tries connections to its hosts.
    """

    name: str
    subnets: tuple[str, ...]
    declared: str = ""
    nat: str = ""
    outside: bool = False
    fixed: bool = False
    gateway: str = ""
    subnet_v6: str = ""
    gateway_v6: str = ""
    internal: bool = False
    options: dict[str, str] = field(default_factory=dict)
    prober: int = -2


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """The place of a host on one network of its compose file.

    Args:
        network: The runtime's name for the network.
        number: Which address of its subnet it takes.
        aliases: The names that others on this network know it by.
        address_v6: Its IPv6 address there; empty where the network has none.
        link_local: Further addresses of the interface.
    """

    network: str
    number: int
    aliases: tuple[str, ...] = ()
    address_v6: str = ""
    link_local: tuple[str, ...] = ()


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
        gate_added: Whether that gate is not its image's but the runtime's, which executes the program.
        keeps_journal: Whether its programs may keep a journal that the run believes.
        address_number: Which address of the run's network it takes, from 2.
        aliases: Further names for it on the run's network.
        networks: The runtime's names of the networks it is on, the run's own first.
        endpoints: Its place on each of them, where they are those of its compose file.
        standing: The standing host that it is, or the warm client that its job is on.
        files: To be put in place before it starts.
        labels: What the runtime must mark it with.
        shares: The host whose network it shares; it has none of its own then.
        after: The hosts that are waited for before it is started.
        exits: The exit status with which it may end by itself, if it may.
    """

    name: str
    role: Literal["host", "client"]
    service: str
    placement: Placement
    machine: Machine
    gated: bool = False
    gate_added: bool = False
    keeps_journal: bool = False
    address_number: int = 0
    aliases: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    standing: StandingHost | None = None
    files: tuple[PlacedFile, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    shares: str = ""
    after: tuple[After, ...] = ()
    exits: int | None = None

    @property
    def asks_for_journal(self) -> bool:
        """Whether its settings switch the journal on explicitly, for whatever it runs."""
        return self.machine.environment.get(VARIABLE) == STDERR

    @property
    def shows_nonce(self) -> bool:
        """Whether its journal's nonce is in its environment; otherwise only its image's gate knows it."""
        return self.asks_for_journal or self.gate_added or not self.gated


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
