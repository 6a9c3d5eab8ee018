"""What the planner decides for each client, file, observation and check."""

from dataclasses import replace
from pathlib import Path

import pytest

from socketlab.errors import InvalidFile, InvalidInput
from socketlab.hosts.model import ClientPlan, HostPlan, Placement
from socketlab.hosts.values import Ulimit
from socketlab.report.plan import plan_in_words
from socketlab.runtimes.capabilities import (
    CAPABILITIES,
    Executes,
    HandlesFiles,
    Restarts,
    SeesCounters,
    SeesProcesses,
    SendsSignals,
)
from socketlab.triggers.event import OnEvent
from tests.plan.plans import FLEET, LAB, NOWHERE, PRIVATE, SERVICES, SHOP, STANDING, placements, plan_of
from tests.spec.yaml_files import write


def test_clients_let_go_one_after_another_come_in_that_order(tmp_path: Path) -> None:
    fleets = """\
fleets:
  slow: {service: caller, count: 3, start: every 1s}
  quick: {service: caller, count: 3, start: {every: 600ms}}
"""
    plan = plan_of(tmp_path, PRIVATE + fleets)
    order = [(client.host.name, round(client.release_s, 9)) for client in plan.clients]
    assert order == [
        ("slow-1", 0.0),
        ("quick-1", 0.0),
        ("quick-2", 0.6),
        ("slow-2", 1.0),
        ("quick-3", 1.2),
        ("slow-3", 2.0),
    ]
    assert [client.index for client in plan.fleet("slow")] == [1, 2, 3]


def clients_with(folder: Path, fleet: str) -> tuple[ClientPlan, ...]:
    return plan_of(folder, f"{PRIVATE}fleets: {{clients: {{count: 2, {fleet}}}}}\n").clients


def test_what_a_client_is_told_is_its_own(tmp_path: Path) -> None:
    text = "${client} is ${index} of ${count} in ${fleet} of ${run}/${seed} calling ${hosts.server} for $$1"
    fleet = f"service: client, command: ['{text}'], environment: {{A: '{text}'}}, stdin: '{text}'"
    told = "clients-2 is 2 of 2 in clients of testrun1/7 calling server for $1"
    client = clients_with(tmp_path, fleet)[1]
    assert client.host.machine.command == (told,)
    assert client.host.machine.environment == {"A": told}
    assert client.stdin == told


def test_a_service_of_the_scenario_itself_may_hold_variables(tmp_path: Path) -> None:
    commands = [client.host.machine.command for client in clients_with(tmp_path, "service: caller")]
    assert commands == [("call", "server", "1"), ("call", "server", "2")]


def test_a_service_of_a_compose_file_is_taken_as_compose_understands_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        "services:\n  web:\n    image: x\n    command: [sh, -c, 'echo $$$$ $${index}']\n"
        "    environment: {A: '$${seed} $$$$'}\n    healthcheck: {test: 'kill -0 $$$$'}\n",
        "compose.yaml",
    )
    text = "compose: compose.yaml\nhosts: {server: {service: web}}\nfleets: {clients: {service: web}}\n"
    machine = plan_of(tmp_path, text).clients[0].host.machine
    assert machine.command == ("sh", "-c", "echo $$ ${index}")
    assert machine.environment == {"A": "${seed} $$"}
    assert machine.healthcheck is not None
    assert machine.healthcheck.test == ("CMD-SHELL", "kill -0 $$")


def test_a_scenario_changes_command_and_environment_and_nothing_else(tmp_path: Path) -> None:
    hosts = "hosts: {server: {service: web, command: [], environment: {MODE: slow, MORE: x}}}\n"
    machine = plan_of(tmp_path, SERVICES + hosts + FLEET).hosts[0].machine
    assert machine.command == ()
    assert machine.environment == {"MODE": "slow", "MORE": "x"}
    assert machine.stop_grace_s == 5.0
    assert plan_of(tmp_path, PRIVATE + FLEET).clients[0].host.machine.stop_grace_s == 10.0


def test_limits_of_a_service_are_kept(tmp_path: Path) -> None:
    machine = next(host for host in plan_of(tmp_path, SHOP).hosts if host.name == "front").machine
    assert (machine.mem_limit_bytes, machine.ulimits) == (64 << 20, {"nofile": Ulimit(soft=64, hard=64)})


# files


def files_of(folder: Path, seed: int = 7) -> HostPlan:
    return next(host for host in plan_of(folder, SHOP, seed=seed).hosts if host.name == "db")


def test_files_become_volumes_and_are_filled_in(tmp_path: Path) -> None:
    host = files_of(tmp_path)
    assert host.machine.volumes == ("/etc/shop", "/srv/data")
    assert [(file.path, file.text, file.size_bytes) for file in host.files] == [
        ("/srv/data/a.bin", None, 5_000_000),
        ("/srv/data/b.txt", "run testrun1 costs $5\n", 0),
        ("/etc/shop/c.bin", None, 5_000_000),
    ]


def test_noise_differs_by_path_and_by_seed_and_repeats_for_both(tmp_path: Path) -> None:
    seeds = [[file.seed for file in files_of(tmp_path, seed).files] for seed in (7, 7, 8)]
    assert seeds[0] == seeds[1]
    assert len({*seeds[0], *seeds[2]}) == 6


# observations, checks, capabilities


def test_what_must_be_looked_at_is_looked_at_once_and_in_the_order_of_time(tmp_path: Path) -> None:
    seen = [(item.kind, item.host, item.at, item.path) for item in plan_of(tmp_path, SHOP).observations]
    assert seen == [
        ("processes", "db", "start", ""),
        ("processes", "front", 0.0001, ""),
        ("processes", "front", "end", ""),
        ("file", "front", "end", "/srv/own-1"),
        ("file", "front", "end", "/srv/own-2"),
    ]


def test_clients_collect_what_the_checks_compare_each_once(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, SHOP)
    assert plan.fleet("early")[1].collect == ("a-2.bin", "o-2")
    assert plan.fleet("late")[1].collect == ()


def test_written_checks_come_first_and_implied_ones_after_them(tmp_path: Path) -> None:
    checks = plan_of(tmp_path, SHOP).checks
    file = tmp_path / "scenario.yaml"
    assert [(check.number, check.name, check.place) for check in checks] == [
        (1, "costs $5", f"{file}:27:5"),
        (2, "front has 1 to 3 processes at 100us", f"{file}:29:5"),
        (3, "front has no zombies at 100us", f"{file}:30:5"),
        (4, "front has no zombies at the end", f"{file}:31:5"),
        (5, "db has 1 process at the start", f"{file}:32:5"),
        (6, "every client of early ends up with the bytes of db:/srv/data/a.bin", f"{file}:33:5"),
        (7, "every client of early ends up with the bytes of front:/srv/own-${index}", f"{file}:34:5"),
        (8, "every client of late exits 3", f"{file}:35:5"),
        (9, "every client of early exits 0", "implied"),
        (10, "hosts stay up", "implied"),
    ]


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


CHANGES = "user: '1000:1000', sysctls: {net.ipv4.tcp_syncookies: 0}, ulimits: {nofile: 64}"


def test_host_settings_are_laid_over_the_services_own(tmp_path: Path) -> None:
    text = SERVICES.replace("MODE: quick}", "MODE: quick}, sysctls: {net.core.somaxconn: 9}, user: root")
    plan = plan_of(tmp_path, f"{text}hosts: {{server: {{service: web, {CHANGES}}}}}\n{FLEET}")
    machine = plan.hosts[0].machine
    assert machine.user == "1000:1000"
    assert machine.sysctls == {"net.core.somaxconn": "9", "net.ipv4.tcp_syncookies": "0"}
    limit = machine.ulimits["nofile"]
    assert isinstance(limit, Ulimit)
    assert (limit.soft, limit.hard) == (64, 64)


def test_a_client_that_changes_its_host_has_one_of_its_own(tmp_path: Path) -> None:
    fleet = FLEET.replace("count: 3", f"count: 3, {CHANGES}")
    plan = plan_of(tmp_path, STANDING + fleet, LAB)
    assert {placement for name, placement in placements(plan) if name != "server"} == {Placement.PRIVATE}
    assert "changes more than command and environment" in plan.notes[0]
    assert plan.clients[0].host.machine.user == "1000:1000"


def test_a_standing_host_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="a standing host is used as it is"):
        plan_of(tmp_path, f"{SERVICES}hosts: {{server: {{lab: web, {CHANGES}}}}}\n{FLEET}", LAB)


def test_a_counter_is_read_twice_and_a_hosts_file_in_the_end_also_one_that_the_run_put_there(
    tmp_path: Path,
) -> None:
    checks = """\
checks:
  - counter: {host: server, name: ListenDrops, count: 0}
  - counter: {host: server, name: ListenOverflows, at: 1s, count: 0}
  - descriptors: {host: server, at: 1s, count: 5}
  - file: {host: server, path: /srv/a, exists: false}
"""
    placed = PRIVATE.replace("{service: web}", "{service: web, files: {/srv/a: {size: 1B}}}")
    plan = plan_of(tmp_path, placed + FLEET + checks)
    assert [(seen.kind, seen.at, seen.path) for seen in plan.observations] == [
        ("counters", "start", ""),
        ("counters", 1.0, ""),
        ("processes", 1.0, ""),
        ("counters", "end", ""),
        ("file", "end", "/srv/a"),
    ]


def test_a_client_with_files_has_a_host_of_its_own_and_its_program_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "call.py").write_text("print('$$ ${index}')\n")
    files = "files: {/lab/call.py: {source: call.py}, /lab/who: {text: 'number ${index}'}}"
    fleet = f"fleets: {{callers: {{service: client, count: 2, command: [x], {files}}}}}\n"
    plan = plan_of(tmp_path, STANDING + fleet, LAB)
    assert [client.host.placement for client in plan.clients] == [Placement.PRIVATE] * 2
    first, second = (client.host for client in plan.clients)
    assert [(file.path, file.text) for file in second.files] == [
        ("/lab/call.py", "print('$$ ${index}')\n"),
        ("/lab/who", "number 2"),
    ]
    assert first.machine.volumes == second.machine.volumes == ("/lab",)
    assert 'fleet "callers" gets hosts of its own: it has files' in plan.notes


# the timeline


def test_targets_are_chosen_by_the_seed_and_printed(tmp_path: Path) -> None:
    text = PRIVATE + FLEET + "timeline: [{at: 1s, kill: {host: 2 of clients}}, {at: 2s, kill: {host: '*'}}]\n"
    first, second = plan_of(tmp_path, text).timeline
    assert len(first.targets) == 2
    assert second.targets == ("server", "clients-1", "clients-2", "clients-3")
    assert plan_of(tmp_path, text).timeline[0].targets == first.targets
    words = plan_in_words(plan_of(tmp_path, text))
    assert f"step 1: kill 2 of clients at 1s (acts on {', '.join(first.targets)})" in words


def test_a_trigger_waits_for_hosts_by_their_names(tmp_path: Path) -> None:
    when = "timeline: [{when: {event: exited, host: clients, number: 2}, kill: {host: server}}]\n"
    (step,) = plan_of(tmp_path, PRIVATE + FLEET + when).timeline
    assert isinstance(step.trigger, OnEvent)
    assert step.trigger.host == ("clients-1", "clients-2", "clients-3")
    assert step.name == "kill server"


def test_a_fleet_that_is_struck_has_hosts_of_its_own(tmp_path: Path) -> None:
    text = STANDING + FLEET + "timeline: [{at: 1s, kill: {host: 'clients[1]'}}]\n"
    plan = plan_of(tmp_path, text, LAB)
    assert {placement for name, placement in placements(plan) if name != "server"} == {Placement.PRIVATE}
    assert plan.notes == ('fleet "clients" gets hosts of its own: the timeline strikes it',)


def test_only_the_hosts_whose_clocks_are_set_off_are_planned_for_it(tmp_path: Path) -> None:
    text = PRIVATE + FLEET + "timeline: [{at: 1s, clock: {host: 1 of clients, skew: 1h}}]\n"
    plan = plan_of(tmp_path, text)
    prepared = {host.name for host in plan.everyone if "FAKETIME_TIMESTAMP_FILE" in host.machine.environment}
    assert prepared == set(plan.timeline[0].targets)
    assert len(prepared) == 1
