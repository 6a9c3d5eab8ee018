"""The long-lived hosts of a run: private copies of services, and the standing lab's own."""

from __future__ import annotations

from dataclasses import replace

from socketlab.hosts.model import HostPlan, Placement, StandingHost, Surroundings
from socketlab.hosts.settings import Machine
from socketlab.plan.context import Context
from socketlab.plan.files import folders_of, plan_files
from socketlab.plan.timeline import prepared
from socketlab.spec.scenario import ScenarioSpec


def standing_hosts(
    spec: ScenarioSpec, surroundings: Surroundings
) -> tuple[dict[str, StandingHost], list[str]]:
    """The scenario's hosts that are the standing lab's, by their names in the scenario.

    Of several hosts of a service it is the first.

    Returns:
        The hosts, and a note for each that is not up.
    """
    highest_first = sorted(surroundings.standing, key=lambda host: host.number, reverse=True)
    by_service = {host.service: host for host in highest_first}
    wanted = {name: host.lab for name, host in spec.hosts.items() if host.lab is not None}
    found = {name: by_service[service] for name, service in wanted.items() if service in by_service}
    notes = [
        f'the lab\'s "{service}" is not up: a private copy takes its place'
        for service in wanted.values()
        if service not in by_service
    ]
    return found, notes


def plan_hosts(context: Context) -> tuple[HostPlan, ...]:
    """Every long-lived host, in the scenario's order."""
    return tuple(_host(context, number, name) for number, name in enumerate(context.spec.hosts))


def _host(context: Context, number: int, name: str) -> HostPlan:
    spec = context.spec.hosts[name]
    standing = context.standing.get(name)
    if standing is not None:
        return HostPlan(
            name=name,
            role="host",
            service=spec.origin,
            placement=Placement.STANDING,
            machine=Machine(image=context.scenario.services[spec.origin].image or ""),
            standing=standing,
            keeps_journal=True,
        )
    variables = context.variables()
    machine = context.machine(spec.origin, name, spec, variables)
    files = plan_files(spec.files, sources=context.scenario.sources, variables=variables, seed=context.seed)
    host = HostPlan(
        name=name,
        role="host",
        service=spec.origin,
        placement=Placement.PRIVATE,
        machine=replace(machine, volumes=folders_of(files, machine)),
        address_number=2 + number,
        aliases=_aliases(context.spec, name),
        networks=() if machine.network_mode == "none" else context.networks,
        files=files,
        labels=context.labels(name, "host", spec.origin),
    )
    keeping = replace(host, keeps_journal=context.keeps_journal(host))
    return prepared(keeping, context.timeline, context.scenario.source)


def _aliases(spec: ScenarioSpec, name: str) -> tuple[str, ...]:
    """The service's own name too, where it is unambiguous: clients of the lab know the host by it."""
    service = spec.hosts[name].origin
    origins = [other.origin for other in spec.hosts.values()]
    taken = origins.count(service) > 1 or service in spec.hosts
    return (name,) if taken or service == name else (name, service)
