"""The planner: what a scenario comes to in given surroundings, and where its hosts live."""

import ipaddress
from dataclasses import replace
from pathlib import Path

import pytest

from socketlab.errors import InvalidInput
from socketlab.hosts.addresses import address_in
from socketlab.hosts.model import Placement, Surroundings
from socketlab.judging.record import read_record
from socketlab.plan.planner import make_plan
from socketlab.plan.refusals import MOST_HOSTS
from socketlab.plan.stored import plan_to_json
from socketlab.record.codec import to_json
from socketlab.record.layout import EVENTS, PLAN
from socketlab.report.plan import plan_in_words
from socketlab.run.session import began
from socketlab.spec.load import load
from tests import golden
from tests.plan.plans import (
    FLEET,
    LAB,
    NOWHERE,
    PRIVATE,
    SERVICES,
    SHOP,
    STANDING,
    placements,
    plan_of,
    standing,
)
from tests.spec.yaml_files import write


def test_a_plan_is_what_it_was_to_the_letter(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, SHOP)
    plain = plan_to_json(plan).replace(f"{tmp_path}/", "") + "\n"
    assert golden.same_as("plan.json", plain)


def test_a_plan_in_words_is_what_it_was_to_the_letter(tmp_path: Path) -> None:
    assert golden.same_as("plan.txt", plan_in_words(plan_of(tmp_path, SHOP)) + "\n")


def test_a_plan_on_the_lab_in_words_is_what_it_was_to_the_letter(tmp_path: Path) -> None:
    text = STANDING + FLEET.replace("}}\n", "}, others: {service: caller}}\n")
    assert golden.same_as("plan-lab.txt", plan_in_words(plan_of(tmp_path, text, LAB)) + "\n")


@pytest.mark.parametrize("text", [SHOP, PRIVATE + FLEET])
def test_the_same_input_gives_the_same_plan(tmp_path: Path, text: str) -> None:
    assert plan_of(tmp_path, text) == plan_of(tmp_path, text)


@pytest.mark.parametrize("surroundings", [NOWHERE, LAB])
@pytest.mark.parametrize("text", [SHOP, PRIVATE + FLEET, STANDING + FLEET])
def test_a_plan_that_was_stored_and_read_again_is_the_same(
    tmp_path: Path, text: str, surroundings: Surroundings
) -> None:
    plan = plan_of(tmp_path, text, surroundings)
    write(tmp_path, plan_to_json(plan), PLAN)
    write(tmp_path, to_json(began(plan)) + "\n", EVENTS)
    assert read_record(tmp_path).plan == plan


def test_the_timeout_is_the_scenarios_own_unless_another_is_given(tmp_path: Path) -> None:
    assert plan_of(tmp_path, SHOP).timeout_s == 90
    assert plan_of(tmp_path, SHOP, timeout_s=5).timeout_s == 5


def test_a_plan_is_called_by_its_scenario_and_cell(tmp_path: Path) -> None:
    assert plan_of(tmp_path, SHOP).label == "shop [kind=web, slow=true]"
    assert plan_of(tmp_path, PRIVATE + FLEET).label == "scenario"


# where hosts live


def test_a_private_copy_has_a_network_and_clients_of_its_own(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, PRIVATE + FLEET, LAB)
    assert {placement for _, placement in placements(plan)} == {Placement.PRIVATE}
    assert plan.network is not None
    assert plan.network.name == "socketlab-testrun1"
    assert all(host.networks == ("socketlab-testrun1",) for host in plan.everyone)
    assert plan.notes == ()


def test_the_standing_host_is_called_from_the_idle_workstations(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, STANDING + FLEET, LAB)
    assert plan.network is None
    assert placements(plan)[0] == ("server", Placement.STANDING)
    warm = [client.host.standing for client in plan.clients]
    assert warm == [standing("client", 1), standing("client", 2), standing("client", 3)]
    assert {client.host.placement for client in plan.clients} == {Placement.WARM_CLIENT}
    assert plan.clients[0].host.machine.command == ("call", "web", "no 1")
    assert plan.notes == ()


def test_where_the_lab_is_down_a_private_copy_takes_its_place_and_says_so(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, STANDING + FLEET)
    assert {placement for _, placement in placements(plan)} == {Placement.PRIVATE}
    assert plan.clients[0].host.machine.command == ("call", "server", "no 1")
    assert plan.notes == ('the lab\'s "web" is not up: a private copy takes its place',)


def test_of_several_standing_hosts_of_a_service_the_first_is_called(tmp_path: Path) -> None:
    lab = replace(NOWHERE, standing=(standing("web", 2), standing("web", 1), standing("web", 3)))
    assert plan_of(tmp_path, STANDING + FLEET, lab).hosts[0].standing == standing("web", 1)


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


def test_private_and_standing_hosts_mix_on_two_networks(tmp_path: Path) -> None:
    text = SERVICES + "hosts: {own: {service: web}, server: {lab: web}}\n" + FLEET
    plan = plan_of(tmp_path, text, LAB)
    assert placements(plan)[:2] == [("own", Placement.PRIVATE), ("server", Placement.STANDING)]
    both = ("socketlab-testrun1", "lab_net")
    assert [host.networks for host in plan.everyone] == [both, (), both, both, both]
    assert plan.clients[0].host.placement is Placement.PRIVATE
    assert plan.clients[0].variables["hosts.own"] == "own"
    assert plan.clients[0].variables["hosts.server"] == "web"


ALIASED = "services: {web: {image: x}, caller: {image: x}}\nfleets: {clients: {service: caller}}\n"


@pytest.mark.parametrize(
    ("hosts", "aliases"),
    [
        ("{server: {service: web}}", [("server", "web")]),
        ("{web: {service: web}}", [("web",)]),
        ("{one: {service: web}, two: {service: web}}", [("one",), ("two",)]),
        ("{one: {service: web}, web: {service: caller}}", [("one",), ("web", "caller")]),
        ("{server: {lab: web}}", [("server", "web")]),
    ],
)
def test_a_host_goes_by_its_services_name_too_where_that_is_unmistakable(
    tmp_path: Path, hosts: str, aliases: list[tuple[str, ...]]
) -> None:
    plan = plan_of(tmp_path, f"{ALIASED}hosts: {hosts}\n")
    assert [host.aliases for host in plan.hosts] == aliases


def test_everything_that_is_made_carries_the_runs_labels(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, PRIVATE + FLEET)
    assert plan.hosts[0].labels == {
        "io.socketlab.run": "testrun1",
        "io.socketlab.scenario": "scenario",
        "io.socketlab.role": "host",
        "io.socketlab.service": "web",
        "io.socketlab.host": "server",
    }
    assert plan.clients[2].host.labels["io.socketlab.role"] == "client"
    assert plan.clients[2].host.labels["io.socketlab.host"] == "clients-3"


# addresses


@pytest.mark.parametrize("clients", [1, 251, 252, 253, 254, 900])
def test_every_host_has_an_address_of_its_own_inside_each_subnet(tmp_path: Path, clients: int) -> None:
    plan = plan_of(tmp_path, PRIVATE + f"fleets: {{clients: {{service: caller, count: {clients}}}}}\n")
    numbers = [host.address_number for host in plan.everyone]
    assert len(set(numbers)) == clients + 1
    assert plan.network is not None
    for subnet in plan.network.subnets:
        network = ipaddress.ip_network(subnet)
        for number in (min(numbers), max(numbers)):
            address = ipaddress.ip_address(address_in(subnet, number))
            assert address in network
            assert address not in {network[0], network[1], network[-1]}


def test_more_hosts_than_a_network_holds_are_refused(tmp_path: Path) -> None:
    fleets = "fleets: {a: {service: caller, count: 1000}, b: {service: caller, count: %d}}\n"
    assert len(plan_of(tmp_path, PRIVATE + fleets % 22).everyone) == MOST_HOSTS
    with pytest.raises(InvalidInput) as raised:
        plan_of(tmp_path, PRIVATE + fleets % 23)
    assert str(raised.value) == (
        f'{tmp_path}/scenario.yaml: "scenario" has 1024 hosts and clients, more than the 1023 of a network '
        "(lower the count of a fleet)"
    )


def test_a_fleet_of_warm_clients_without_a_command_is_refused(tmp_path: Path) -> None:
    text = "hosts: {server: {service: echo-server}}\nfleets: {clients: {service: client}}\n"
    (tmp_path / "idle.yaml").write_text(text, encoding="utf-8")
    (scenario,) = load(tmp_path / "idle.yaml")
    with pytest.raises(InvalidInput, match='fleet "clients" has no command'):
        make_plan(scenario, Surroundings(runtime="fake"), seed=1, run="testrun1")
