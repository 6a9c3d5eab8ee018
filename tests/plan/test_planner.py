"""The planner: what a scenario comes to in given surroundings, and where its hosts live."""

import ipaddress
from dataclasses import replace
from pathlib import Path

import pytest

from socketlab.errors import InvalidInput
from socketlab.hosts.addresses import address_in
from socketlab.hosts.model import Placement, Surroundings
from socketlab.judging.record import read_record
from socketlab.plan.stored import plan_to_json
from socketlab.record.codec import to_json
from socketlab.record.layout import EVENTS, PLAN
from socketlab.report.plan import plan_in_words
from socketlab.run.session import began
from tests import golden
from tests.plan.plans import (
    FLEET,
    LAB,
    NOWHERE,
    PRIVATE,
    ROUTED,
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


def test_the_standing_host_is_called_from_the_idle_warm_clients(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, STANDING + FLEET, LAB)
    assert plan.network is None
    assert placements(plan)[0] == ("server", Placement.STANDING)
    warm = [client.host.standing for client in plan.clients]
    assert warm == [standing("client", 1), standing("client", 2), standing("client", 3)]
    assert {client.host.placement for client in plan.clients} == {Placement.WARM_CLIENT}
    assert plan.clients[0].host.machine.command == ("call", "web", "no 1")
    assert plan.notes == ()


def test_private_and_standing_hosts_mix_on_two_networks(tmp_path: Path) -> None:
    text = SERVICES + "hosts: {own: {service: web}, server: {lab: web}}\n" + FLEET
    plan = plan_of(tmp_path, text, LAB)
    assert placements(plan)[:2] == [("own", Placement.PRIVATE), ("server", Placement.STANDING)]
    both = ("socketlab-testrun1", "lab_net")
    assert [host.networks for host in plan.everyone] == [both, (), both, both, both]
    assert plan.clients[0].host.placement is Placement.PRIVATE
    assert plan.clients[0].variables["hosts.own"] == "own"
    assert plan.clients[0].variables["hosts.server"] == "web"


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


OUTSIDE = "services: {c: {image: x}}\noutside: true\nfleets: {clients: {service: c}}\n"


def test_a_run_that_calls_something_outside_has_a_network_with_a_route_out(
    tmp_path: Path,
) -> None:
    closed = replace(LAB, network_note="drops multicast")
    plan = plan_of(tmp_path, OUTSIDE, closed)
    assert plan.network is not None
    assert plan.network.outside
    assert [(host.networks, host.placement) for host in plan.everyone] == [
        ((plan.network.name,), Placement.PRIVATE)
    ]
    assert [note.partition(":")[0] for note in plan.notes] == ["outside"]
    assert "with a route to the outside" in plan_in_words(plan)
    assert [type(check.spec).word() for check in plan.checks] == ["exit_status"]


def test_a_fault_of_the_router_does_not_go_with_a_route_out(tmp_path: Path) -> None:
    cut = "timeline: [{at: 1s, partition: {between: [server, clients]}}]\n"
    with pytest.raises(InvalidInput, match="the timeline needs a router, and outside: true leads around it"):
        plan_of(tmp_path, f"{PRIVATE}{FLEET}outside: true\n{cut}", ROUTED)
