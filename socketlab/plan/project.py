"""What the user should know about how a run treats the project of its compose file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from socketlab.hosts.model import ClientPlan, HostPlan
from socketlab.plan.mounts import volume_notes
from socketlab.spec.load import Scenario


def project_notes(
    scenario: Scenario, hosts: Iterable[HostPlan], clients: Iterable[ClientPlan]
) -> Iterator[str]:
    """The hosts that it does not name, the paths that are copied, and what its compose file has set aside.

    Args:
        scenario: What the user wrote.
        hosts: The hosts of the run.
        clients: The clients of its fleets.
    """
    clients = tuple(clients)
    everyone = (*hosts, *(client.host for client in clients))
    yield from _implied(scenario)
    yield from scenario.catalogue.notes
    yield from volume_notes(scenario.catalogue, tuple(host.machine for host in everyone))
    for fleet in dict.fromkeys(one.fleet for one in clients if one.host.gated and one.host.machine.tty):
        yield f'fleet "{fleet}" has no terminal: its clients wait at a gate for their release'


def _implied(scenario: Scenario) -> Iterator[str]:
    members = (*scenario.spec.hosts.values(), *scenario.spec.fleets.values())
    origins = dict.fromkeys(member.origin for member in members)
    for name in scenario.spec.hosts:
        if name in scenario.implied:
            whose = next(origin for origin in origins if name in scenario.services[origin].depends_on)
            yield f'"{name}" is started, too: "{whose}" depends on it'
