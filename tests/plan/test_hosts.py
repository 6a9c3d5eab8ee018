"""The long-lived hosts of a plan: what a service, its image and a scenario say of each."""

from dataclasses import replace
from pathlib import Path

import pytest

from socketlab.errors import InvalidFile, InvalidInput
from socketlab.hosts.limits import Ulimit
from socketlab.hosts.model import Placement
from socketlab.report.plan import plan_in_words
from tests.plan.plans import (
    CHANGES,
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


def test_host_settings_are_laid_over_the_services_own(tmp_path: Path) -> None:
    text = SERVICES.replace("MODE: quick}", "MODE: quick}, sysctls: {net.core.somaxconn: 9}, user: root")
    plan = plan_of(tmp_path, f"{text}hosts: {{server: {{service: web, {CHANGES}}}}}\n{FLEET}")
    machine = plan.hosts[0].machine
    assert machine.user == "1000:1000"
    assert machine.sysctls == {"net.core.somaxconn": "9", "net.ipv4.tcp_syncookies": "0"}
    limit = machine.ulimits["nofile"]
    assert isinstance(limit, Ulimit)
    assert (limit.soft, limit.hard) == (64, 64)


def test_a_standing_host_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="a standing host is used as it is"):
        plan_of(tmp_path, f"{SERVICES}hosts: {{server: {{lab: web, {CHANGES}}}}}\n{FLEET}", LAB)


def test_where_the_lab_is_down_a_private_copy_takes_its_place_and_says_so(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, STANDING + FLEET)
    assert {placement for _, placement in placements(plan)} == {Placement.PRIVATE}
    assert plan.clients[0].host.machine.command == ("call", "server", "no 1")
    assert plan.notes == ('the lab\'s "web" is not up: a private copy takes its place',)


def test_of_several_standing_hosts_of_a_service_the_first_is_called(tmp_path: Path) -> None:
    lab = replace(NOWHERE, standing=(standing("web", 2), standing("web", 1), standing("web", 3)))
    assert plan_of(tmp_path, STANDING + FLEET, lab).hosts[0].standing == standing("web", 1)


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


ALIASED = "services: {web: {image: x}, caller: {image: x}}\nfleets: {clients: {service: caller}}\n"


SHARED = """
services:
  web: {image: test/web}
  side: {image: test/db, network_mode: "service:web"}
  caller: {image: test/caller, network_mode: none}
fleets: {callers: {service: caller, command: [call]}}
"""


def test_a_host_shares_the_network_of_another_one_and_is_started_after_it(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, SHARED + "hosts: {front: {service: web}, side: {service: side}}\n")
    side, front = plan.hosts[1], plan.hosts[0]
    assert (side.networks, side.shares, [each.host for each in side.after]) == ((), "front", ["front"])
    assert (front.networks, front.shares) == (("socketlab-testrun1",), "")
    assert (plan.clients[0].host.networks, plan.clients[0].host.shares) == ((), "")
    assert "in the network of front, started when front has started" in plan_in_words(plan)


def test_a_network_can_be_shared_with_one_host_of_the_run_only(tmp_path: Path) -> None:
    hosts = "hosts: {one: {service: web}, two: {service: web}, side: {service: side}}\n"
    with pytest.raises(InvalidInput, match='"service:web" needs one host of the run with the service "web"'):
        plan_of(tmp_path, SHARED + hosts)


def test_a_host_without_a_network_of_its_own_cannot_be_behind_the_runs_router(tmp_path: Path) -> None:
    hosts = (
        "hosts: {web: {service: web}, side: {service: side}}\nlinks: [{between: [web, side], delay: 1ms}]\n"
    )
    with pytest.raises(InvalidInput, match='"side" has no network of its own'):
        plan_of(tmp_path, SHARED + hosts, ROUTED)
