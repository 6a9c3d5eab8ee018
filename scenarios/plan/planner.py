"""The planner: scenario, surroundings, seed and run id in; plan out. No clock, no socket, no dice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from scenarios.errors import InvalidInput
from scenarios.plan import labels
from scenarios.plan.addresses import candidate_subnets
from scenarios.plan.judged import plan_checks, plan_observations
from scenarios.plan.model import (
    ClientPlan,
    HostPlan,
    Machine,
    NetworkPlan,
    ObservationPlan,
    PlacedFile,
    Placement,
    Plan,
    Power,
    StandingHost,
    Surroundings,
)
from scenarios.spec.checks import SameFile
from scenarios.spec.compose import ServiceDefinition
from scenarios.spec.load import Scenario
from scenarios.spec.scenario import FleetSpec, HostSpec
from scenarios.spec.variables import finish

WORKSTATION_SERVICE = "client"
"""The service whose standing hosts are the lab's idle workstations."""


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
        InvalidInput: when the runtime lacks a power that the scenario needs.
    """
    return _Planner(scenario, surroundings, seed, run).plan(timeout_s)


class _Planner:
    def __init__(self, scenario: Scenario, surroundings: Surroundings, seed: int, run: str) -> None:
        self.scenario = scenario
        self.spec = scenario.spec
        self.surroundings = surroundings
        self.seed = seed
        self.run = run
        self.notes: list[str] = []
        self.standing = self._standing_hosts()
        self.private = sorted(self.spec.hosts.keys() - self.standing.keys())
        self.addresses = {name: str(index) for index, name in enumerate(self.spec.hosts)}

    def plan(self, timeout_s: float | None) -> Plan:
        workstations = self._workstations()
        needs_network = bool(self.private) or not self._all_on_workstations(workstations)
        own = f"socketlab-{self.run}" if needs_network and not self._only_standing() else None
        names = tuple(filter(None, [own, *sorted({host.network for host in self.standing.values()})]))
        hosts = tuple(self._host(number, name, names) for number, name in enumerate(self.spec.hosts))
        clients = self._clients(names, workstations, first_number=2 + len(hosts))
        size = len(hosts) + len(clients)
        network = NetworkPlan(name=own, subnets=candidate_subnets(self.run, hosts=size)) if own else None
        observations = plan_observations(self.spec, hosts, clients)
        self._require_powers(observations, hosts)
        return Plan(
            run=self.run,
            scenario=self.spec.name,
            title=self.spec.title,
            cell={name: str(value) for name, value in self.scenario.cell.items()},
            seed=self.seed,
            runtime=self.surroundings.runtime,
            network=network,
            hosts=hosts,
            clients=clients,
            observations=observations,
            timeout_s=self.spec.timeout_s if timeout_s is None else timeout_s,
            checks=plan_checks(self.spec, self.scenario.check_places),
            notes=tuple(self.notes),
        )

    # hosts

    def _standing_hosts(self) -> dict[str, StandingHost]:
        found: dict[str, StandingHost] = {}
        by_service = {host.service: host for host in self.surroundings.standing}
        for name, host in self.spec.hosts.items():
            if host.lab is None:
                continue
            if host.lab in by_service:
                found[name] = by_service[host.lab]
            else:
                self.notes.append(f'the lab\'s "{host.lab}" is not up: a private copy takes its place')
        return found

    def _only_standing(self) -> bool:
        return not self.private

    def _host(self, number: int, name: str, networks: tuple[str, ...]) -> HostPlan:
        spec = self.spec.hosts[name]
        standing = self.standing.get(name)
        if standing is not None:
            return HostPlan(
                name=name,
                role="host",
                service=spec.origin,
                placement=Placement.STANDING,
                machine=Machine(image=self._service(spec.origin).image or ""),
                standing=standing,
            )
        variables = self._variables()
        machine = self._machine(spec.origin, name, spec, variables)
        files = self._files(spec, variables)
        folders = sorted({file.path.rsplit("/", 1)[0] for file in files})
        return HostPlan(
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

    def _aliases(self, name: str, spec: HostSpec) -> tuple[str, ...]:
        """The service's own name too, where that is unmistakable: clients of the lab know it by that."""
        origins = [other.origin for other in self.spec.hosts.values()]
        taken = origins.count(spec.origin) > 1 or spec.origin in self.spec.hosts
        return (name,) if taken or spec.origin == name else (name, spec.origin)

    def _files(self, spec: HostSpec, variables: Mapping[str, str]) -> tuple[PlacedFile, ...]:
        return tuple(
            PlacedFile(
                path=finish(path, variables),
                text=file.text,
                size_bytes=file.size or 0,
                seed=self._seed_for(path),
            )
            for path, file in spec.files.items()
        )

    # clients

    def _workstations(self) -> tuple[StandingHost, ...]:
        """The idle workstations, where every host of the scenario can be reached from them."""
        if self.private:
            return ()
        idle = [host for host in self.surroundings.standing if host.service == WORKSTATION_SERVICE]
        return tuple(sorted(idle, key=lambda host: host.number))

    def _all_on_workstations(self, workstations: tuple[StandingHost, ...]) -> bool:
        return all(self._borrows(fleet, workstations) for fleet in self.spec.fleets.values())

    def _borrows(self, fleet: FleetSpec, workstations: tuple[StandingHost, ...]) -> bool:
        return fleet.service == WORKSTATION_SERVICE and fleet.count <= len(workstations)

    def _clients(
        self, networks: tuple[str, ...], workstations: tuple[StandingHost, ...], *, first_number: int
    ) -> tuple[ClientPlan, ...]:
        clients: list[ClientPlan] = []
        for name, fleet in self.spec.fleets.items():
            borrow = self._borrows(fleet, workstations)
            if workstations and not borrow:
                self.notes.append(
                    f'fleet "{name}" does not fit the lab\'s workstations: it gets hosts of its own'
                )
            for index in range(1, fleet.count + 1):
                host = self._client_host(
                    name, fleet, index, networks, workstations[index - 1] if borrow else None
                )
                numbered = replace(host, address_number=first_number + len(clients))
                clients.append(self._client(name, fleet, index, numbered))
        return tuple(sorted(clients, key=lambda client: client.release_s))

    def _client_host(
        self,
        name: str,
        fleet: FleetSpec,
        index: int,
        networks: tuple[str, ...],
        workstation: StandingHost | None,
    ) -> HostPlan:
        own_name = f"{name}-{index}"
        variables = self._variables(fleet=name, index=index, count=fleet.count)
        return HostPlan(
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

    def _client(self, name: str, fleet: FleetSpec, index: int, host: HostPlan) -> ClientPlan:
        variables = self._variables(fleet=name, index=index, count=fleet.count)
        specs = [item.spec for item in self.spec.checks]
        files = [spec.file for spec in specs if isinstance(spec, SameFile) and spec.fleet == name]
        return ClientPlan(
            host=host,
            fleet=name,
            index=index,
            release_s=fleet.interval_s * (index - 1),
            stdin=None if fleet.stdin is None else finish(fleet.stdin, variables),
            collect=tuple(dict.fromkeys(finish(file, variables) for file in files)),
            variables=variables,
        )

    # what hosts and clients share

    def _service(self, name: str) -> ServiceDefinition:
        return self.scenario.services[name]

    def _machine(
        self, service: str, name: str, change: HostSpec | FleetSpec, variables: Mapping[str, str]
    ) -> Machine:
        definition = self._service(service)
        command = change.command if change.command is not None else definition.command
        environment = {**definition.environment, **change.environment}
        return Machine(
            image=definition.image or "",
            command=None if command is None else tuple(finish(word, variables) for word in command),
            entrypoint=definition.entrypoint,
            environment={key: finish(text, variables) for key, text in environment.items()},
            hostname=name,
            user=definition.user,
            working_dir=definition.working_dir,
            read_only=definition.read_only,
            tmpfs=definition.tmpfs,
            cap_add=definition.cap_add,
            cap_drop=definition.cap_drop,
            security_opt=definition.security_opt,
            sysctls=definition.sysctls,
            ulimits=definition.ulimits,
            mem_limit_bytes=definition.mem_limit,
            pids_limit=definition.pids_limit,
            cpus=definition.cpus,
            init=definition.init,
            stop_signal=definition.stop_signal,
            stop_grace_s=1.0 if definition.stop_grace_period is None else definition.stop_grace_period,
            healthcheck=definition.healthcheck,
        )

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

    def _require_powers(self, observations: tuple[ObservationPlan, ...], hosts: tuple[HostPlan, ...]) -> None:
        needed = {Power.PROCESSES for seen in observations if seen.kind == "processes"}
        needed |= {Power.FILES for seen in observations if seen.kind == "file"}
        needed |= {Power.FILES for host in hosts if host.files}
        for power in sorted(needed - self.surroundings.powers):
            message = f'"{self.spec.name}" needs the power "{power}", which {self.surroundings.runtime} lacks'
            raise InvalidInput(message, hint="choose another runtime", source=self.scenario.source)
