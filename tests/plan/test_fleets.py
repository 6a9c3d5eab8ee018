"""The clients of each fleet: when they are released, what each is told, where each lives."""

from dataclasses import replace
from pathlib import Path

import pytest

from socketlab.hosts.model import ClientPlan, ImageFacts, Placement
from tests.plan.plans import (
    CHANGES,
    FLEET,
    LAB,
    NOWHERE,
    PRIVATE,
    SHOP,
    STANDING,
    placements,
    plan_of,
)


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


def test_clients_collect_what_the_checks_compare_each_once(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, SHOP)
    assert plan.fleet("early")[1].collect == ("a-2.bin", "o-2")
    assert plan.fleet("late")[1].collect == ()


@pytest.mark.parametrize(
    ("settings", "image", "path"),
    [
        ("", ImageFacts(), "/a"),
        ("", ImageFacts(working_dir="/app"), "/app/a"),
        (", working_dir: /own", ImageFacts(working_dir="/app"), "/own/a"),
        ("", ImageFacts(labels={"io.socketlab.gate": "1"}), None),
    ],
)
def test_the_runtime_reads_the_files_of_clients_without_a_gate(
    tmp_path: Path, settings: str, image: ImageFacts, path: str | None
) -> None:
    around = replace(NOWHERE, images={**NOWHERE.images, "test/caller": image})
    fleet = f"fleets: {{clients: {{service: caller{settings}}}}}\n"
    text = (
        f"{PRIVATE}{fleet}checks: [file: {{fleet: clients, path: a}}, file: {{fleet: clients, path: /b}}]\n"
    )
    seen = [(each.host, each.path, each.name) for each in plan_of(tmp_path, text, around).observations]
    expected = [("clients-1", path, "a"), ("clients-1", "/b", "/b")]
    assert seen == ([] if path is None else expected)


def test_a_client_that_changes_its_host_has_one_of_its_own(tmp_path: Path) -> None:
    fleet = FLEET.replace("count: 3", f"count: 3, {CHANGES}")
    plan = plan_of(tmp_path, STANDING + fleet, LAB)
    assert {placement for name, placement in placements(plan) if name != "server"} == {Placement.PRIVATE}
    assert "changes more than command and environment" in plan.notes[0]
    assert plan.clients[0].host.machine.user == "1000:1000"


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


def test_a_fleet_that_is_struck_has_hosts_of_its_own(tmp_path: Path) -> None:
    text = STANDING + FLEET + "timeline: [{at: 1s, kill: {host: 'clients[1]'}}]\n"
    plan = plan_of(tmp_path, text, LAB)
    assert {placement for name, placement in placements(plan) if name != "server"} == {Placement.PRIVATE}
    assert plan.notes == ('fleet "clients" gets hosts of its own: the timeline strikes it',)


def test_each_client_of_each_fleet_has_a_warm_client_of_its_own(tmp_path: Path) -> None:
    fleets = "fleets: {a: {service: client, count: 4}, b: {service: client, count: 4}}\n"
    plan = plan_of(tmp_path, STANDING + fleets, LAB)
    taken = [client.host.standing for client in plan.clients]
    assert [host.number for host in taken if host] == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("fleets", "own", "note"),
    [
        (
            "{a: {service: client, count: 9}}",
            ["a"],
            'fleet "a" gets hosts of its own: 9 clients, 8 idle warm clients',
        ),
        (
            "{a: {service: client, count: 6}, b: {service: client, count: 3}}",
            ["b"],
            'fleet "b" gets hosts of its own: 3 clients, 2 idle warm clients',
        ),
        (
            "{a: {service: caller}}",
            ["a"],
            'fleet "a" gets hosts of its own: the lab\'s warm clients run "client"',
        ),
    ],
)
def test_a_fleet_that_does_not_fit_the_warm_clients_gets_hosts_on_the_labs_network(
    tmp_path: Path, fleets: str, own: list[str], note: str
) -> None:
    plan = plan_of(tmp_path, f"{STANDING}fleets: {fleets}\n", LAB)
    assert plan.network is None
    assert plan.notes == (note,)
    private = [client for client in plan.clients if client.host.placement is Placement.PRIVATE]
    assert {client.fleet for client in private} == set(own)
    assert {client.host.networks for client in private} == {("lab_net",)}
