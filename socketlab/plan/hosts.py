"""The long-lived hosts of a run: private copies of services, and the standing lab's own."""

from __future__ import annotations

from dataclasses import replace

from socketlab.hosts.model import HostPlan, Placement, StandingHost, Surroundings
from socketlab.hosts.settings import Machine
from socketlab.plan.context import Context
from socketlab.plan.files import folders_of, plan_files
from socketlab.plan.timeline import prepared
from socketlab.spec.load import Scenario
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
        aliases=_aliases(context.scenario, name),
        networks=context.networks_of(machine),
        shares=context.shared(machine),
        files=files,
        labels=context.labels(name, "host", spec.origin),
        after=context.after(spec.origin),
        exits=0 if spec.exits is None and context.is_awaited(spec.origin) else spec.exits,
    )
    keeping = replace(host, keeps_journal=context.keeps_journal(host))
    return prepared(keeping, context.timeline, context.scenario.source)


def _aliases(scenario: Scenario, name: str) -> tuple[str, ...]:
    """Every name that other hosts know it by: its own, its service's and those that its service gives it.

    A name that several hosts could mean is none of theirs; the host name is known to the engine already.
    """
    members = {**scenario.spec.hosts, **scenario.spec.fleets}
    given = [_given(scenario, other) for other in scenario.spec.hosts]
    taken = [alias for names in given for alias in names]
    own = [alias for alias in _given(scenario, name) if taken.count(alias) == 1 and alias not in members]
    return tuple(dict.fromkeys((name, *own)))


def _given(scenario: Scenario, name: str) -> tuple[str, ...]:
    """The service's name of a host, and the names that the service gives it."""
    service = scenario.spec.hosts[name].origin
    definition = scenario.services[service]
    networks = definition.networks if isinstance(definition.networks, dict) else {}
    aliases = [alias for on in networks.values() if isinstance(on, dict) for alias in on.get("aliases") or ()]
    found = (service, definition.container_name, definition.hostname, *map(str, aliases))
    return tuple(dict.fromkeys(filter(None, found)))
