"""What the planning of hosts and fleets shares: the scenario, its surroundings and what follows from both."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import cached_property

from socketlab import labels
from socketlab.errors import InvalidInput
from socketlab.hosts.dependencies import After
from socketlab.hosts.lookups import OF_SERVICE
from socketlab.hosts.model import HostPlan, ImageFacts, Placement, StandingHost, Surroundings
from socketlab.hosts.settings import Machine, machine_of
from socketlab.language.wording import cut
from socketlab.plan.model import StepPlan
from socketlab.plan.mounts import with_mounts
from socketlab.plan.timeline import plan_timeline
from socketlab.readiness import choose
from socketlab.readiness.api import Readiness
from socketlab.spec.load import Scenario
from socketlab.spec.scenario import Changes, ScenarioSpec


@dataclass(frozen=True, kw_only=True)
class Context:
    """One run that is being planned.

    Args:
        scenario: What the user wrote.
        surroundings: The runtime and the standing lab.
        seed: Fixes every random choice.
        run: The run's id.
        standing: The scenario's hosts that are the standing lab's, by their names in the scenario.
    """

    scenario: Scenario
    surroundings: Surroundings
    seed: int
    run: str
    standing: dict[str, StandingHost]

    @property
    def spec(self) -> ScenarioSpec:
        """The scenario as its author wrote it."""
        return self.scenario.spec

    @property
    def private(self) -> frozenset[str]:
        """The names of the scenario's hosts that are made for the run."""
        return frozenset(self.spec.hosts.keys() - self.standing.keys())

    @property
    def own_network(self) -> str | None:
        """The runtime's name for the run's own network, where it needs one."""
        return f"socketlab-{self.run}" if self.private or self.spec.outside else None

    @property
    def networks(self) -> tuple[str, ...]:
        """The networks that the run's private hosts are on, its own first."""
        shared = sorted({host.network for host in self.standing.values()})
        return tuple(filter(None, [self.own_network, *shared]))

    def networks_of(self, machine: Machine) -> tuple[str, ...]:
        """The networks that a private host or client is on."""
        mode = machine.network_mode or ""
        return () if mode == "none" or mode.startswith(OF_SERVICE) else self.networks

    def shared(self, machine: Machine) -> str:
        """The host whose network another one shares; empty where it does not.

        Raises:
            InvalidInput: when the service is not exactly one private host of the run.
        """
        mode = machine.network_mode or ""
        if not mode.startswith(OF_SERVICE):
            return ""
        service = mode.removeprefix(OF_SERVICE)
        hosts = [name for name, spec in self.spec.hosts.items() if spec.service == service]
        if len(hosts) != 1 or hosts[0] in self.standing:
            message = (
                f'network_mode "{cut(mode)}" needs one host of the run with the service "{cut(service)}"'
            )
            raise InvalidInput(message, source=self.scenario.source)
        return hosts[0]

    @cached_property
    def timeline(self) -> tuple[StepPlan, ...]:
        """The steps, with their targets chosen."""
        return plan_timeline(self.spec, self.variables(), seed=self.seed)

    def after(self, service: str) -> tuple[After, ...]:
        """The hosts of the run that a service's host or client is started after."""
        return tuple(
            After(host=host, condition=dependency.condition)
            for needed, dependency in self.scenario.services[service].depends_on.items()
            for host, spec in self.spec.hosts.items()
            if spec.service == needed and host not in self.standing
        )

    def is_awaited(self, service: str) -> bool:
        """Whether another host or client is only started once this service's host has ended well."""
        origins = [member.origin for member in (*self.spec.hosts.values(), *self.spec.fleets.values())]
        found = (self.scenario.services[origin].depends_on.get(service) for origin in origins)
        return any(each is not None and each.condition == "service_completed_successfully" for each in found)

    def machine(self, service: str, name: str, change: Changes, variables: dict[str, str]) -> Machine:
        """The machine of a host or client; its host name is the service's own, where it has one."""
        definition = self.scenario.services[service]
        own = service in self.scenario.inline
        machine = machine_of(
            definition, change, hostname=definition.hostname or name, variables=variables, own=own
        )
        folder = posixpath.dirname(self.scenario.source) or "." if own else self.scenario.catalogue.folder
        try:
            return with_mounts(machine, self.scenario.catalogue, folder)
        except ValueError as error:
            raise InvalidInput(f'service "{service}": {error}', source=self.scenario.source) from error

    def readiness(self, host: HostPlan) -> Readiness:
        """How the run will learn that a host is ready."""
        said = self.spec.hosts[host.name].ready if host.role == "host" else None
        if said is not None and host.placement is Placement.PRIVATE:
            strategy: Readiness = said.strategy
            return strategy.finished(self.variables())
        return choose(host, self.image(host))

    def image(self, host: HostPlan) -> ImageFacts:
        """What is known of a host's image."""
        return self.surroundings.images.get(host.machine.image, ImageFacts())

    def keeps_journal(self, host: HostPlan) -> bool:
        """Whether a host's journal may be believed: the standing lab's are, and those of labelled images.

        An entry point of the service's own may start anything; it must ask for the journal explicitly.
        """
        own = host.machine.entrypoint is None and self.image(host).labels.get(labels.JOURNAL) == "1"
        return own or host.asks_for_journal or host.placement is not Placement.PRIVATE

    def variables(self, *, fleet: str = "", index: int = 0, count: int = 0) -> dict[str, str]:
        """Values of ``${...}`` for a host, or for a client of a fleet."""
        values = {"seed": str(self.seed), "run": self.run}
        for name, host in self.spec.hosts.items():
            values[f"hosts.{name}"] = host.origin if name in self.standing else name
        if fleet:
            values |= {"fleet": fleet, "index": str(index), "count": str(count), "client": f"{fleet}-{index}"}
        return values

    def labels(self, name: str, role: str, service: str) -> dict[str, str]:
        """What the runtime must mark a host with."""
        return {
            labels.RUN: self.run,
            labels.SCENARIO: self.spec.name,
            labels.ROLE: role,
            labels.SERVICE: service,
            labels.HOST: name,
        }
