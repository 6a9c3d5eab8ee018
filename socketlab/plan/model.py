"""A plan: every name, address, label, order, moment and random choice of one run.

Past the planner nothing reads YAML and nothing is decided: a run obeys the plan, and the checks judge what
was recorded against it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from socketlab.checks import AnyCheck
from socketlab.checks.api import Level
from socketlab.faults import AnyFault
from socketlab.hosts.model import ClientPlan, HostPlan, NetworkPlan
from socketlab.language.wording import run_label
from socketlab.links.model import LinksPlan, Route
from socketlab.readiness import AnyReadiness
from socketlab.record.observations import Observation
from socketlab.triggers import AnyTrigger


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPlan:
    """One step of the timeline.

    Args:
        number: From 1, as written.
        name: What the report calls it.
        fault: The fault.
        targets: The names of the hosts and clients that it acts on, in the order of the run.
        routes: The paths that it acts on; a fault on paths has no targets.
        trigger: When it comes.
        after_s: Seconds from what the trigger waits for to the fault, without jitter.
        jitter_s: By how many seconds each time of the step is delayed; empty for a step without jitter.
    """

    number: int
    name: str
    fault: AnyFault
    targets: tuple[str, ...]
    trigger: AnyTrigger
    after_s: float = 0.0
    routes: tuple[Route, ...] = ()
    jitter_s: tuple[float, ...] = ()

    @property
    def moments(self) -> tuple[float, ...]:
        """Seconds after the release at which it comes; empty for a step that waits for something."""
        moments = self.trigger.moments()
        later = self.jitter_s or (0.0,) * len(moments)
        return tuple(moment + more for moment, more in zip(moments, later, strict=bool(moments)))

    @property
    def delay_s(self) -> float:
        """Seconds from what it waits for to the fault."""
        return self.after_s + sum(self.jitter_s[:1])

    @property
    def times(self) -> int:
        """How many times it comes."""
        return self.trigger.times


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPlan:
    """A check with its number and its place in the scenario.

    Args:
        number: From 1; implied checks follow the written ones.
        name: What the report calls it.
        place: ``file:line:column``, or ``implied``.
        spec: The question.
        title: The expectation in words, where the scenario gives the check a name of its own.
        level: Whether the run's outcome depends on it.
        during: The step of the timeline to whose time it is limited; empty for the whole run.
        within_s: How long after its moment it may come to hold; 0 for a check that must hold then.
    """

    number: int
    name: str
    place: str
    spec: AnyCheck
    title: str = ""
    level: Level = "error"
    during: str = ""
    within_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long the parts of a run may take, in seconds.

    Args:
        ready_s: From the first call to every host ready and every client at its gate.
        look_s: For observations, and for the ends of clients that were told to stop.
        after_host_death_s: How long clients may go on when a host has died.
        teardown_s: For stopping and removing everything.
    """

    ready_s: float = 60.0
    look_s: float = 15.0
    after_host_death_s: float = 2.0
    teardown_s: float = 30.0


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
        observations: What to observe, and when.
        readiness: What shows that each host is ready, by its name.
        observations: What to look at, and when.
        timeline: The faults and their triggers.
        timeout_s: From the release to the last client's end.
        deadlines: How long the other parts of the run may take.
        checks: What will be asked of the evidence.
        notes: What the user should know about how it will be played.
        links: The conditions between its hosts, where there are any.
        more_networks: The run's further networks: hosts with conditions between them share none.
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
    observations: tuple[Observation, ...]
    timeout_s: float
    checks: tuple[CheckPlan, ...]
    readiness: dict[str, AnyReadiness] = field(default_factory=dict)
    deadlines: Deadlines = Deadlines()
    timeline: tuple[StepPlan, ...] = ()
    notes: tuple[str, ...] = ()
    links: LinksPlan | None = None
    more_networks: tuple[NetworkPlan, ...] = ()

    @property
    def networks(self) -> tuple[NetworkPlan, ...]:
        """All networks of the run's own."""
        return (*filter(None, (self.network,)), *self.more_networks)

    @property
    def everyone(self) -> tuple[HostPlan, ...]:
        """Hosts, then clients."""
        return (*self.hosts, *(client.host for client in self.clients))

    @property
    def label(self) -> str:
        """``parallel-echo [server=fork-server]``."""
        return run_label(self.scenario, self.cell)

    def fleet(self, name: str) -> tuple[ClientPlan, ...]:
        """The clients of one fleet."""
        return tuple(client for client in self.clients if client.fleet == name)
