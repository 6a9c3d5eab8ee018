"""Networks on real hosts: who reaches whom, what others see of a host behind a NAT, and what is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.left import assert_nothing_left
from tests.system.shell import Shell
from tests.system.test_ends import run_of
from tests.system.test_links import events, pings

pytestmark = [pytest.mark.docker, pytest.mark.measures]

HOSTS = """
services:
  idle: {image: socketlab/base, entrypoint: [], command: [sleep, "60"], stop_grace_period: 0s}
  caller: {image: socketlab/base, entrypoint: [], command: [ping, -c, "10", -i, "0.1", -n, server]}
"""
OFFICE = (
    HOSTS
    + """
networks: {office: {}, world: {}}
hosts: {server: {service: idle, networks: [world]}}
fleets:
  near: {service: caller, networks: [office]}
  far: {service: caller, networks: [office]}
  beside: {service: caller, networks: [world]}
links:
  - {between: [far, server], delay: 25ms}
"""
)


def test_networks_are_apart_with_the_router_between_them_and_links_hold_across(shell: Shell) -> None:
    finished = shell.run("run", shell.file("office.yaml", OFFICE), "--format", "json")
    assert finished.code == 0, finished
    seen = pings(finished)
    assert {name: ttl for name, (ttl, _) in seen.items()} == {"near-1": 63, "far-1": 63, "beside-1": 64}
    assert seen["near-1"][1] < 5
    assert seen["far-1"][1] == pytest.approx(50, abs=5)
    made = events(shell.folder, "network-made")
    assert [each["declared"] for each in made] == ["office", "world"]
    assert_nothing_left(run_of(shell.folder))


HOME = """
services:
  echo: {image: socketlab/thread-server, environment: {SOCKETLAB_WORK_SECONDS: "0"}}
  caller: {image: socketlab/client}
networks: {home: {behind: nat}, world: {}}
hosts:
  server: {service: echo, networks: [world]}
  inside: {service: echo, networks: [home]}
fleets:
  clients: {service: caller, count: 2, networks: [home], command: [echo-client, server, hello]}
  visitor: {service: caller, networks: [world], command: [echo-client, inside, hello]}
  knocking: {service: caller, networks: [world], command: [echo-client, 198.18.200.1, hello]}
  resident: {service: caller, networks: [home], command: [echo-client, inside, hello]}
links:
  - {from: clients, to: server, delay: 10ms}
  - {from: server, to: [clients, inside, resident], delay: 40ms}
checks:
  - echo: {fleet: clients}
  - echo: {fleet: resident}
  - log: {host: server, contains: "Server connected by ('198.18.200.1',", count: 2}
  - log: {host: inside, contains: "Server connected by", count: 1}
  - exit_status: {fleet: visitor, is: 1}
  - exit_status: {fleet: knocking, is: 1}
  - client_time: {fleet: clients, at_least: 95ms}
"""


def test_others_see_the_address_of_a_nat_and_cannot_connect_to_hosts_behind_it(shell: Shell) -> None:
    finished = shell.run("run", shell.file("home.yaml", HOME), "--format", "json")
    assert finished.code == 0, finished
    logs = shell.folder / "runs" / "latest" / "logs"
    assert "unreachable" in said(logs / "visitor-1.stderr.log") + said(logs / "visitor-1.stdout.log")
    assert "refused" in said(logs / "knocking-1.stderr.log") + said(logs / "knocking-1.stdout.log")
    measured = {(each["source"], each["measured"]) for each in events(shell.folder, "link-measured")}
    assert {source for source, _ in measured} == {"clients-1, clients-2", "server"}
    _, home = events(shell.folder, "network-made")
    assert (home["declared"], home["nat"]) == ("home", "198.18.200.1")
    assert_nothing_left(run_of(shell.folder))


def said(file: Path) -> str:
    return file.read_text(encoding="utf-8").lower() if file.exists() else ""


CUT = """
timeline:
  - {at: 0s, partition: {between: [clients, server], for: 2s}}
"""


def test_a_cut_between_a_home_and_the_world_goes_by_the_hosts_own_addresses(shell: Shell) -> None:
    text = HOME.partition("links:")[0] + CUT
    text += "checks: [{echo: {fleet: clients}}, {client_time: {fleet: clients, at_least: 1.4s}}]\n"
    text = text.replace("hello]}\n  visitor", "hello], start: {at: 500ms}}\n  visitor")
    text = "\n".join(
        line for line in text.splitlines() if not line.startswith(("  visitor", "  knocking", "  resident"))
    )
    finished = shell.run("run", shell.file("cut.yaml", text + "\n"), "--format", "json")
    assert finished.code == 0, finished
    assert_nothing_left(run_of(shell.folder))


SEVERAL = (
    HOSTS
    + """
networks: {home: {behind: nat}, world: {}}
hosts:
  gate: {service: idle, networks: [home, world]}
fleets:
  inside: {service: caller, networks: [home]}
  beside: {service: caller, networks: [world]}
  linked: {service: caller, networks: [world]}
links:
  - {between: [linked, gate], delay: 25ms}
"""
)


def test_a_host_on_several_networks_is_reached_on_each_and_links_hold_for_all_its_addresses(
    shell: Shell,
) -> None:
    text = SEVERAL.replace("-n, server]", "-n, gate]")
    finished = shell.run("run", shell.file("several.yaml", text), "--format", "json")
    assert finished.code == 0, finished
    seen = pings(finished)
    assert {name: ttl for name, (ttl, _) in seen.items()} == {"inside-1": 64, "beside-1": 64, "linked-1": 63}
    assert seen["linked-1"][1] == pytest.approx(50, abs=5)
    assert seen["inside-1"][1] < 5
    assert_nothing_left(run_of(shell.folder))
