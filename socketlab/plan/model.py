"""A plan: every name, address, label, order, moment and random choice of one run.

Past the planner nothing reads YAML, and nothing is decided: the engine obeys, and the checks judge
what was recorded against what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from socketlab.faults import AnyFault
from socketlab.hosts.model import ClientPlan, HostPlan, NetworkPlan
from socketlab.spec.checks import CheckSpec
from socketlab.triggers import AnyTrigger


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
        fault: What goes wrong.
        targets: The names of the hosts and clients that it strikes, in the order of the run.
        trigger: When it comes.
        after_s: Seconds from what the trigger waits for to the fault.
    """

    number: int
    name: str
    fault: AnyFault
    targets: tuple[str, ...]
    trigger: AnyTrigger
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
