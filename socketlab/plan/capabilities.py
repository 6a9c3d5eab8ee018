"""What a scenario asks of a runtime beyond starting and stopping hosts."""

from __future__ import annotations

from collections.abc import Iterable

from socketlab.hosts.model import HostPlan
from socketlab.plan.model import StepPlan
from socketlab.record.observations import Observation, ObservationKind
from socketlab.runtimes.capabilities import (
    CAPABILITIES,
    AsksToStop,
    HandlesFiles,
    SeesCounters,
    SeesProcesses,
    SeesSockets,
    TriesConnections,
)

_OF_OBSERVATION: dict[ObservationKind, type] = {
    "processes": SeesProcesses,
    "counters": SeesCounters,
    "sockets": SeesSockets,
    "file": HandlesFiles,
    "connection": TriesConnections,
    "stop": AsksToStop,
}


def missing_capabilities(
    has: frozenset[type],
    observations: Iterable[Observation],
    hosts: Iterable[HostPlan],
    steps: Iterable[StepPlan],
) -> list[str]:
    """The words of the capabilities that a run cannot do without and that are not there.

    Args:
        has: The runtime's capabilities.
        observations: What is to be observed.
        hosts: Every host and client: one with files needs them put there.
        steps: The faults, and what they wait for.
    """
    needed = {_OF_OBSERVATION[seen.kind] for seen in observations}
    needed |= {HandlesFiles for host in hosts if host.files}
    needed |= {capability for step in steps for capability in step.fault.needs}
    needed |= {SeesCounters for step in steps if step.trigger.transfer is not None}
    return sorted(CAPABILITIES[capability] for capability in needed - has)
