"""The long-lived hosts of a run: private copies of services, and the standing lab's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from socketlab.hosts.model import HostPlan, PlacedFile, Placement, StandingHost, Surroundings
from socketlab.hosts.settings import Machine
from socketlab.language.variables import finish
from socketlab.plan.context import Context
from socketlab.plan.timeline import prepared
from socketlab.spec.scenario import HostSpec, ScenarioSpec


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
        )
    variables = context.variables()
    machine = context.machine(spec.origin, name, spec, variables)
    files = _files(context, spec, variables)
    folders = sorted({file.path.rsplit("/", 1)[0] for file in files})
    host = HostPlan(
        name=name,
        role="host",
        service=spec.origin,
        placement=Placement.PRIVATE,
        machine=replace(machine, volumes=tuple(folders)),
        address_number=2 + number,
        aliases=_aliases(context.spec, name),
        networks=context.networks,
        files=files,
        labels=context.labels(name, "host", spec.origin),
    )
    return prepared(host, context.timeline)


def _aliases(spec: ScenarioSpec, name: str) -> tuple[str, ...]:
    """The service's own name too, where it is unambiguous: clients of the lab know the host by it."""
    service = spec.hosts[name].origin
    origins = [other.origin for other in spec.hosts.values()]
    taken = origins.count(service) > 1 or service in spec.hosts
    return (name,) if taken or service == name else (name, service)


def _files(context: Context, spec: HostSpec, variables: Mapping[str, str]) -> tuple[PlacedFile, ...]:
    return tuple(
        PlacedFile(
            path=finish(path, variables),
            text=None if file.text is None else finish(file.text, variables),
            size_bytes=file.size or 0,
            seed=context.seed_for(path),
        )
        for path, file in spec.files.items()
    )
