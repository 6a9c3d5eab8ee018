"""The planner: scenario, surroundings, seed and run id in; plan out. No clock, no socket, no dice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from socketlab import labels
from socketlab.errors import InvalidInput
from socketlab.hosts.model import (
    ClientPlan,
    HostPlan,
    Machine,
    NetworkPlan,
    PlacedFile,
    Placement,
    StandingHost,
    Surroundings,
)
from socketlab.language.selectors import client_name
from socketlab.language.variables import finish
from socketlab.language.wording import as_text
from socketlab.plan.addresses import candidate_subnets
from socketlab.plan.capabilities import missing_capabilities
from socketlab.plan.checks import plan_checks, plan_observations
from socketlab.plan.machines import machine_for, with_variables
from socketlab.plan.model import ObservationPlan, Plan
from socketlab.plan.timeline import plan_timeline, prepared, strikes
from socketlab.spec.check_files import File, SameFile
from socketlab.spec.load import Scenario
from socketlab.spec.scenario import Changes, FleetSpec, HostSpec

WORKSTATION_SERVICE = "client"
"""The service whose standing hosts are the lab's idle workstations."""

MOST_HOSTS = 1023
"""Hosts and clients of one run: ports of a Linux bridge.

Source: Linux kernel, net/bridge/br_private.h, ``BR_PORT_BITS`` 10, port 0 unused.
"""


def make_plan(
    scenario: Scenario,
    surroundings: Surroundings,
    *,
    seed: int,
    run: str,
    timeout_s: float | None = None,
) -> Plan:
    """Decide a run.

    Args:
        scenario: One cell of what the user wrote.
        surroundings: The runtime's powers and the standing lab.
        seed: Fixes every random choice.
        run: The run's id: six or more of ``0-9a-z``.
        timeout_s: Replaces the scenario's own timeout.

    Raises:
        InvalidInput: when the runtime lacks a capability that the scenario needs, or no network holds it.
    """
    return _Planner(scenario, surroundings, seed, run).plan(timeout_s)


class _Planner:
    def __init__(self, scenario: Scenario, surroundings: Surroundings, seed: int, run: str) -> None:
        self.scenario = scenario
        self.spec = scenario.spec
        self.surroundings = surroundings
        self.runtime = surroundings.runtime
        self.seed = seed
        self.run = run
        self.notes: list[str] = []
        self.standing = self._standing_hosts()
        self.timeline = plan_timeline(self.spec, self._variables(), seed=seed)
        self.private = self.spec.hosts.keys() - self.standing.keys()

    def plan(self, timeout_s: float | None) -> Plan:
        own = f"socketlab-{self.run}" if self.private else None
        names = tuple(filter(None, [own, *sorted({host.network for host in self.standing.values()})]))
        hosts = tuple(self._host(number, name, names) for number, name in enumerate(self.spec.hosts))
        clients = self._clients(names, first_number=2 + len(hosts))
        network = self._network(own, len(hosts) + len(clients))
        self._require_commands()
        observations = plan_observations(self.spec, hosts, clients)
        self._require_capabilities(observations, (*hosts, *(client.host for client in clients)))
        return Plan(
            run=self.run,
            scenario=self.spec.name,
            title=finish(self.spec.title, self._variables()),
            cell={name: as_text(value) for name, value in self.scenario.cell.items()},
            seed=self.seed,
            runtime=self.runtime,
            network=network,
            hosts=hosts,
            clients=clients,
            observations=observations,
            timeline=self.timeline,
            timeout_s=self.spec.timeout_s if timeout_s is None else timeout_s,
            checks=plan_checks(self.spec, self.scenario.check_places),
            notes=tuple(self.notes),
        )

    def _network(self, name: str | None, hosts: int) -> NetworkPlan | None:
        if hosts > MOST_HOSTS:
            message = (
                f'"{self.spec.name}" has {hosts} hosts and clients, more than the {MOST_HOSTS} of a network'
            )
            raise InvalidInput(message, hint="lower the count of a fleet", source=self.scenario.source)
        return NetworkPlan(name=name, subnets=candidate_subnets(self.run, hosts=hosts)) if name else None

    # hosts

    def _standing_hosts(self) -> dict[str, StandingHost]:
        found: dict[str, StandingHost] = {}
        highest_first = sorted(self.surroundings.standing, key=lambda host: host.number, reverse=True)
        by_service = {host.service: host for host in highest_first}
        for name, host in self.spec.hosts.items():
            if host.lab is None:
                continue
            if host.lab in by_service:
                found[name] = by_service[host.lab]
            else:
                self.notes.append(f'the lab\'s "{host.lab}" is not up: a private copy takes its place')
        return found

    def _host(self, number: int, name: str, networks: tuple[str, ...]) -> HostPlan:
        spec = self.spec.hosts[name]
        standing = self.standing.get(name)
        if standing is not None:
            return HostPlan(
                name=name,
                role="host",
                service=spec.origin,
                placement=Placement.STANDING,
                machine=Machine(image=self.scenario.services[spec.origin].image or ""),
                standing=standing,
            )
        variables = self._variables()
        machine = self._machine(spec.origin, name, spec, variables)
        files = self._files(spec, variables)
        folders = sorted({file.path.rsplit("/", 1)[0] for file in files})
        host = HostPlan(
            name=name,
            role="host",
            service=spec.origin,
            placement=Placement.PRIVATE,
            machine=replace(machine, volumes=tuple(folders)),
            address_number=2 + number,
            aliases=self._aliases(name, spec),
            networks=networks,
            files=files,
            labels=self._labels(name, "host", spec.origin),
        )
        return prepared(host, self.timeline)

    def _aliases(self, name: str, spec: HostSpec) -> tuple[str, ...]:
        """The service's own name too, where that is unmistakable: clients of the lab know it by that."""
        origins = [other.origin for other in self.spec.hosts.values()]
        taken = origins.count(spec.origin) > 1 or spec.origin in self.spec.hosts
        return (name,) if taken or spec.origin == name else (name, spec.origin)

    def _files(self, spec: HostSpec, variables: Mapping[str, str]) -> tuple[PlacedFile, ...]:
        return tuple(
            PlacedFile(
                path=finish(path, variables),
                text=None if file.text is None else finish(file.text, variables),
                size_bytes=file.size or 0,
                seed=self._seed_for(path),
            )
            for path, file in spec.files.items()
        )

    # clients

    def _idle_workstations(self) -> list[StandingHost]:
        """The lab's workstations, where every host of the scenario can be reached from them."""
        if self.private:
            return []
        idle = [host for host in self.surroundings.standing if host.service == WORKSTATION_SERVICE]
        return sorted(idle, key=lambda host: host.number)

    def _clients(self, networks: tuple[str, ...], *, first_number: int) -> tuple[ClientPlan, ...]:
        """Every fleet's clients; each on a machine of its own, the lab's idle ones while they last."""
        clients: list[ClientPlan] = []
        idle = self._idle_workstations()
        for name, fleet in self.spec.fleets.items():
            borrow = (
                fleet.service == WORKSTATION_SERVICE
                and not (fleet.changes_host or self._is_struck(name))
                and fleet.count <= len(idle)
            )
            borrowed, idle = (idle[: fleet.count], idle[fleet.count :]) if borrow else ([], idle)
            if self.surroundings.standing and not self.private and not borrow:
                self.notes.append(self._why_not_borrowed(name, fleet, len(idle)))
            for index in range(1, fleet.count + 1):
                workstation = borrowed[index - 1] if borrow else None
                host = self._client_host(name, fleet, index, networks, workstation)
                numbered = replace(host, address_number=first_number + len(clients))
                clients.append(self._client(name, fleet, index, numbered))
        return tuple(sorted(clients, key=lambda client: client.release_s))

    def _is_struck(self, fleet: str) -> bool:
        """Whether a fault strikes clients of the fleet, which must then be the run's own."""
        return strikes(self.timeline, fleet, self.spec.fleets[fleet].count)

    def _why_not_borrowed(self, name: str, fleet: FleetSpec, idle: int) -> str:
        if fleet.service != WORKSTATION_SERVICE:
            return (
                f'fleet "{name}" gets hosts of its own: the lab\'s workstations run "{WORKSTATION_SERVICE}"'
            )
        if fleet.changes_host:
            return f'fleet "{name}" gets hosts of its own: it changes more than command and environment'
        if self._is_struck(name):
            return f'fleet "{name}" gets hosts of its own: the timeline strikes it'
        return f'fleet "{name}" gets hosts of its own: {fleet.count} clients, {idle} idle workstations'

    def _client_host(
        self,
        name: str,
        fleet: FleetSpec,
        index: int,
        networks: tuple[str, ...],
        workstation: StandingHost | None,
    ) -> HostPlan:
        own_name = client_name(name, index)
        variables = self._variables(fleet=name, index=index, count=fleet.count)
        host = HostPlan(
            name=own_name,
            role="client",
            service=fleet.service,
            placement=Placement.WORKSTATION if workstation else Placement.PRIVATE,
            machine=self._machine(fleet.service, own_name, fleet, variables),
            aliases=(own_name,),
            networks=networks,
            standing=workstation,
            labels=self._labels(own_name, "client", fleet.service),
        )
        return prepared(host, self.timeline)

    def _client(self, name: str, fleet: FleetSpec, index: int, host: HostPlan) -> ClientPlan:
        variables = self._variables(fleet=name, index=index, count=fleet.count)
        specs = [item.spec for item in self.spec.checks]
        files = [spec.file for spec in specs if isinstance(spec, SameFile) and spec.fleet == name]
        files += [spec.path for spec in specs if isinstance(spec, File) and spec.fleet == name]
        return ClientPlan(
            host=host,
            fleet=name,
            index=index,
            release_s=fleet.release_s(index),
            stdin=None if fleet.stdin is None else finish(fleet.stdin, variables),
            collect=tuple(dict.fromkeys(finish(file, variables) for file in files)),
            variables=variables,
        )

    def _machine(self, service: str, name: str, change: Changes, variables: Mapping[str, str]) -> Machine:
        definition = self.scenario.services[service]
        if service in self.scenario.inline:
            definition = with_variables(definition, variables)
        return machine_for(definition, change, hostname=name, variables=variables)

    def _variables(self, *, fleet: str = "", index: int = 0, count: int = 0) -> dict[str, str]:
        values = {"seed": str(self.seed), "run": self.run}
        for name, host in self.spec.hosts.items():
            values[f"hosts.{name}"] = host.origin if name in self.standing else name
        if fleet:
            values |= {"fleet": fleet, "index": str(index), "count": str(count), "client": f"{fleet}-{index}"}
        return values

    def _labels(self, name: str, role: str, service: str) -> dict[str, str]:
        return {
            labels.RUN: self.run,
            labels.SCENARIO: self.spec.name,
            labels.ROLE: role,
            labels.SERVICE: service,
            labels.HOST: name,
        }

    def _seed_for(self, purpose: str) -> int:
        digest = hashlib.sha256(f"{self.seed}/{purpose}".encode()).digest()
        return int.from_bytes(digest[:8], "big")

    def _require_commands(self) -> None:
        for name, fleet in self.spec.fleets.items():
            idle = self.scenario.services[fleet.service].command == ("workstation",)
            if idle and fleet.command is None:
                message = f'fleet "{name}" has no command, its clients would wait for jobs for ever'
                hint = "give it one, such as [echo-client, server]"
                raise InvalidInput(message, hint=hint, source=self.scenario.source)

    def _require_capabilities(
        self, observations: tuple[ObservationPlan, ...], hosts: tuple[HostPlan, ...]
    ) -> None:
        has = self.surroundings.capabilities
        for word in missing_capabilities(has, observations, hosts, self.timeline):
            message = f'"{self.spec.name}" needs the capability "{word}", which {self.runtime} lacks'
            raise InvalidInput(message, hint="choose another runtime", source=self.scenario.source)
