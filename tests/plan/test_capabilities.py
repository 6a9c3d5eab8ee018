"""What a scenario needs of a runtime."""

from dataclasses import replace
from pathlib import Path

import pytest

from socketlab.errors import InvalidInput
from socketlab.runtimes.capabilities import (
    CAPABILITIES,
    Executes,
    HandlesFiles,
    Restarts,
    SeesCounters,
    SeesProcesses,
    SeesSockets,
    SendsSignals,
)
from tests.plan.plans import FLEET, NOWHERE, SERVICES, plan_of

STRUCK = "hosts: {server: {service: web}}\n"


NEEDY = [
    ("hosts: {server: {service: web}}\n", "checks: [{zombies: {host: server}}]\n", SeesProcesses),
    (
        "hosts: {server: {service: web}}\n",
        "checks: [{same_file: {fleet: clients, file: a, host: server, source: /a}}]\n",
        HandlesFiles,
    ),
    ("hosts: {server: {service: web, files: {/srv/a: {size: 1B}}}}\n", "", HandlesFiles),
    (
        "hosts: {server: {service: web}}\n",
        "checks: [{counter: {host: server, name: ListenDrops, count: 0}}]\n",
        SeesCounters,
    ),
    (
        "hosts: {server: {service: web}}\n",
        "checks: [{connections: {host: server, count: 0}}]\n",
        SeesSockets,
    ),
    (STRUCK, "timeline: [{at: 1s, kill: {host: server}}]\n", SendsSignals),
    (STRUCK, "timeline: [{at: 1s, restart: {host: server}}]\n", Restarts),
    (STRUCK, "timeline: [{at: 1s, exec: {host: server, command: x}}]\n", Executes),
]


@pytest.mark.parametrize(("hosts", "checks", "needed"), NEEDY)
def test_a_capability_that_the_runtime_lacks_refuses_the_scenario(
    tmp_path: Path, hosts: str, checks: str, needed: type
) -> None:
    text = SERVICES + hosts + FLEET + checks
    assert plan_of(tmp_path, text, replace(NOWHERE, capabilities=frozenset({needed})))
    with pytest.raises(InvalidInput) as raised:
        plan_of(tmp_path, text, replace(NOWHERE, capabilities=frozenset(CAPABILITIES) - {needed}))
    assert str(raised.value) == (
        f'{tmp_path}/scenario.yaml: "scenario" needs the capability "{CAPABILITIES[needed]}", '
        "which fake lacks (choose another runtime)"
    )


def test_a_step_that_waits_for_bytes_needs_the_counters_of_a_host(tmp_path: Path) -> None:
    step = "timeline: [{when: {event: transferred, host: server, bytes: 1MB}, kill: {host: server}}]\n"
    text = SERVICES + STRUCK + FLEET + step
    assert plan_of(tmp_path, text, NOWHERE)
    with pytest.raises(InvalidInput, match='needs the capability "counters"'):
        plan_of(tmp_path, text, replace(NOWHERE, capabilities=frozenset(CAPABILITIES) - {SeesCounters}))
