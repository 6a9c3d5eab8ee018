"""The planner: scenario, surroundings, seed and run id in; plan out. No clock, no socket, no chance."""

from __future__ import annotations

from socketlab.hosts.model import ClientPlan, HostPlan, NetworkPlan, Placement, Surroundings
from socketlab.language.variables import finish
from socketlab.language.wording import as_text
from socketlab.plan.addresses import candidate_subnets
from socketlab.plan.checks import plan_checks, plan_observations
from socketlab.plan.context import Context
from socketlab.plan.file_networks import with_file_networks
from socketlab.plan.fleets import observed_files, plan_clients
from socketlab.plan.hosts import plan_hosts, standing_hosts
from socketlab.plan.links import with_links
from socketlab.plan.model import CheckPlan, Deadlines, Plan
from socketlab.plan.networks import unused_networks
from socketlab.plan.project import project_notes
from socketlab.plan.refusals import (
    require_capabilities,
    require_images,
    require_journals,
    require_settings,
)
from socketlab.record.observations import Participants
from socketlab.spec.load import Scenario

READY_S = 60.0
READY_PER_CLIENT_S = 1.0
"""Added for each client, where the scenario does not say how long to wait for readiness."""

TEARDOWN_S = 30.0
TEARDOWN_PER_HOST_S = 0.5


PROBE_ADDRESSES = 1
"""Kept free in the run's network for whatever tries connections to its hosts."""


OPEN_NETWORK = (
    "outside: true: the run's network is not closed: its hosts reach this machine and what is beyond, "
    "which may differ from run to run"
)


def make_plan(
    scenario: Scenario,
    surroundings: Surroundings,
    *,
    seed: int,
    run: str,
    timeout_s: float | None = None,
    ready_timeout_s: float | None = None,
) -> Plan:
    """Decide a run.

    Args:
        scenario: One combination of what the user wrote.
        surroundings: The runtime, its images and the standing lab.
        seed: Fixes every random choice.
        run: The run's id: six or more of ``0-9a-z``.
        timeout_s: Replaces the scenario's own timeout.
        ready_timeout_s: Replaces the scenario's own deadline for hosts to become ready.

    Raises:
        InvalidInput: when the runtime or the kernel lacks what the scenario needs, or no network holds it.
        ImageMissing: when an image that it needs is not there.
    """
    spec = scenario.spec
    standing, notes = standing_hosts(spec, surroundings)
    context = Context(scenario=scenario, surroundings=surroundings, seed=seed, run=run, standing=standing)
    hosts, (clients, more_notes) = plan_hosts(context), plan_clients(context)
    everyone = (*hosts, *(client.host for client in clients))
    participants, files = Participants(hosts=hosts, clients=clients), observed_files(context, clients)
    observations = plan_observations(spec, participants, files)
    checks = plan_checks(spec, scenario.check_places, context.variables())
    steps = context.timeline
    require_capabilities(scenario, surroundings, observations=observations, hosts=everyone, steps=steps)
    _require_of_hosts(scenario, surroundings, participants, checks)
    network, network_notes = _network(context, len(everyone))
    plan = Plan(
        run=run,
        scenario=spec.name,
        title=finish(spec.title, context.variables()),
        cell={name: as_text(value) for name, value in scenario.cell.items()},
        seed=seed,
        runtime=surroundings.runtime,
        network=network,
        hosts=hosts,
        clients=clients,
        readiness={host.name: context.readiness(host) for host in everyone},
        observations=observations,
        timeline=steps,
        timeout_s=spec.timeout_s if timeout_s is None else timeout_s,
        deadlines=_deadlines(ready_timeout_s or spec.ready_timeout_s, everyone),
        checks=checks,
        notes=(*project_notes(scenario, everyone), *notes, *more_notes, *network_notes),
    )
    return with_file_networks(plan, scenario) or with_links(plan, scenario, surroundings)


def _network(context: Context, hosts: int) -> tuple[NetworkPlan | None, list[str]]:
    """The run's network, if it needs one, and what the user should know about it."""
    name = context.own_network
    unused = unused_networks(context.spec)
    if not name:
        return None, unused
    outside = context.spec.outside
    note = OPEN_NETWORK if outside else context.surroundings.network_note
    subnets = candidate_subnets(context.run, hosts=hosts + PROBE_ADDRESSES)
    return NetworkPlan(name=name, subnets=subnets, outside=outside), [*filter(None, [note]), *unused]


def _require_of_hosts(
    scenario: Scenario,
    surroundings: Surroundings,
    participants: Participants,
    checks: tuple[CheckPlan, ...],
) -> None:
    """Refuse hosts and clients that cannot be started, or that lack what the checks need."""
    hosts, clients = participants.hosts, participants.clients
    everyone = (*hosts, *(client.host for client in clients))
    require_settings(scenario, surroundings, _private_members(hosts, clients))
    require_images(scenario, surroundings, everyone)
    require_journals(checks, participants)


def _private_members(hosts: tuple[HostPlan, ...], clients: tuple[ClientPlan, ...]) -> tuple[str, ...]:
    """The hosts and fleets of which a private host is made."""
    members = [host.name for host in hosts if host.placement is Placement.PRIVATE]
    members += [client.fleet for client in clients if client.host.placement is Placement.PRIVATE]
    return tuple(dict.fromkeys(members))


def _deadlines(ready_s: float | None, everyone: tuple[HostPlan, ...]) -> Deadlines:
    clients = sum(host.role == "client" for host in everyone)
    longest_stop = max((host.machine.stop_grace_s for host in everyone if host.role == "host"), default=0.0)
    return Deadlines(
        ready_s=READY_S + READY_PER_CLIENT_S * clients if ready_s is None else ready_s,
        teardown_s=TEARDOWN_S + longest_stop + TEARDOWN_PER_HOST_S * len(everyone),
    )
