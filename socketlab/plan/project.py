"""What the user should know about how a run treats the project of its compose file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from socketlab.hosts.model import HostPlan
from socketlab.hosts.mounts import copied
from socketlab.spec.load import Scenario


def project_notes(scenario: Scenario, hosts: Iterable[HostPlan]) -> Iterator[str]:
    """The hosts that it does not name, the paths that are copied, and what its compose file has set aside.

    Args:
        scenario: What the user wrote.
        hosts: Every host and client of the run.
    """
    yield from _implied(scenario)
    for source in copied(mount for host in hosts for mount in host.machine.mounts):
        yield f'"{source}" is mounted as a copy, which is removed with the run'
    yield from scenario.catalogue.notes


def _implied(scenario: Scenario) -> Iterator[str]:
    members = (*scenario.spec.hosts.values(), *scenario.spec.fleets.values())
    origins = dict.fromkeys(member.origin for member in members)
    for name in scenario.spec.hosts:
        if name in scenario.implied:
            whose = next(origin for origin in origins if name in scenario.services[origin].depends_on)
            yield f'"{name}" is started, too: "{whose}" depends on it'
