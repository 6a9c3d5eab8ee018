"""What a scenario asks of a runtime beyond starting and stopping hosts."""

from __future__ import annotations

from socketlab.hosts.model import HostPlan, Power
from socketlab.record.observations import Observation, ObservationKind
from socketlab.spec.scenario import ScenarioSpec

_OF_OBSERVATION: dict[ObservationKind, Power] = {
    "processes": Power.PROCESSES,
    "counters": Power.COUNTERS,
    "file": Power.FILES,
    "connection": Power.CONNECTIONS,
    "stop": Power.STOPS,
}

_OF_FAULT = {
    "signal": {Power.SIGNALS},
    "kill": {Power.SIGNALS},
    "restart": {Power.RESTARTS},
    "exec": {Power.COMMANDS},
    "clock": {Power.FILES, Power.COMMANDS},
}


def needed_powers(
    spec: ScenarioSpec, observations: tuple[Observation, ...], hosts: tuple[HostPlan, ...]
) -> frozenset[Power]:
    """The powers that a run cannot do without."""
    needed = {_OF_OBSERVATION[seen.kind] for seen in observations}
    needed |= {Power.FILES for host in hosts if host.files}
    for item in spec.timeline:
        needed |= _OF_FAULT[item.fault.kind]
    return frozenset(needed)
