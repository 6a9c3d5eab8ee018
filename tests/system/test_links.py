"""Conditions of links on real hosts: what their packets meet, what is watched, and what is left."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import docker
import pytest

from tests.system.killed import wait_until
from tests.system.left import assert_nothing_left, wait_for_nothing
from tests.system.shell import Finished, Shell
from tests.system.test_ends import has, run_of

pytestmark = [pytest.mark.docker, pytest.mark.spread]  # alone are those that measure milliseconds

HOSTS = """
services:
  idle: {image: socketlab/base, entrypoint: [], command: [sleep, "60"], stop_grace_period: 0s}
  caller: {image: socketlab/base, entrypoint: [], command: [ping, -c, "10", -i, "0.1", -n, server]}
hosts: {server: {service: idle}}
fleets:
  near: {service: caller}
  far: {service: caller, count: 2}
"""


def pings(finished: Finished) -> dict[str, tuple[int, float]]:
    """TTL and mean round-trip time in milliseconds that each client's ping printed."""
    found = {}
    for file in sorted((finished.folder / "runs" / "latest" / "logs").glob("*.stdout.log")):
        text = file.read_text(encoding="utf-8")
        ttl, mean = re.search(r"ttl=(\d+)", text), re.search(r"= [\d.]+/([\d.]+)/", text)
        if ttl and mean:
            found[file.name.partition(".")[0]] = (int(ttl[1]), float(mean[1]))
    return found


def events(folder: Path, kind: str) -> list[dict[str, Any]]:
    lines = (folder / "runs" / "latest" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    return [event for event in map(json.loads, lines) if event["event"] == kind]


@pytest.mark.measures
def test_each_client_sees_the_delays_of_its_own_path_and_others_none(shell: Shell) -> None:
    links = """
links:
  - {between: [far, server], delay: 25ms}
  - {from: server, to: "far[2]", delay: 60ms}
"""
    finished = shell.run("run", shell.file("delayed.yaml", HOSTS + links), "--format", "json")
    assert finished.code == 0, finished
    seen = pings(finished)
    assert seen["near-1"][0] == 64
    assert seen["near-1"][1] < 5
    assert (seen["far-1"][0], seen["far-2"][0]) == (63, 63)
    assert seen["far-1"][1] == pytest.approx(50, abs=5)
    assert seen["far-2"][1] == pytest.approx(85, abs=6)
    (made,) = events(shell.folder, "links-made")
    assert made["mechanism"] in {"netem", "fallback"}
    assert all(measured["within"] for measured in events(shell.folder, "link-measured"))


def test_a_host_reaches_nothing_outside_its_run_through_the_router(shell: Shell) -> None:
    scenario = (
        HOSTS.replace("-n, server]", "-n, 192.0.2.1]") + "links: [{between: [far, server], delay: 1ms}]\n"
    )
    finished = shell.run("run", shell.file("outside.yaml", scenario), "--format", "json")
    assert finished.code == 1
    log = (shell.folder / "runs" / "latest" / "logs" / "far-1.stdout.log").read_text(encoding="utf-8")
    assert "10 packets transmitted, 0 received" in log


FLOW = """
services:
  flow: {{image: socketlab/base, entrypoint: [], command: [python3, /opt/flow/flow.py]}}
hosts:
  server:
    service: flow
    stop_grace_period: 0s
    ready: {{log: ready}}
    files: {{/opt/flow/flow.py: {{source: flow.py}}}}
fleets:
  sender:
    service: flow
    command: [python3, /opt/flow/flow.py, server, "{seconds}"]
    files: {{/opt/flow/flow.py: {{source: flow.py}}}}
links: [{{between: [sender, server], {conditions}}}]
checks:
  - log: {{host: server, matches: "^rate [0-9]+$", count: 1}}
"""


def rate_of(shell: Shell, conditions: str, seconds: int = 3) -> float:
    shutil.copy(Path(__file__).with_name("flow.py"), shell.folder)
    scenario = shell.file("flow.yaml", FLOW.format(conditions=conditions, seconds=seconds))
    finished = shell.run("run", scenario, "--format", "json")
    assert finished.code == 0, finished
    log = (shell.folder / "runs" / "latest" / "logs" / "server.stdout.log").read_text(encoding="utf-8")
    return float(log.split("rate ")[1].split()[0])


@pytest.mark.measures
def test_tcp_is_not_held_back_by_a_delay_of_ten_milliseconds(shell: Shell) -> None:
    """Where packets were held on the sending side, it would come to a few Mbit/s."""
    assert rate_of(shell, "delay: 10ms") > 0.3e9


@pytest.mark.measures
@pytest.mark.parametrize(
    ("rate", "bits", "seconds"), [("1mbit", 1e6, -4), ("10mbit", 1e7, -4), ("100mbit", 1e8, 3)]
)
def test_a_rate_is_what_tcp_gets_less_headers(shell: Shell, rate: str, bits: float, seconds: int) -> None:
    """Of each packet of 1514 bytes 1448 are the sender's."""
    assert rate_of(shell, f"rate: {rate}", seconds) == pytest.approx(bits * 1448 / 1514, rel=0.1)


SLOW = HOSTS.replace('"10", -i, "0.1"', '"60"') + "links: [{between: [far, server], delay: 25ms}]\n"


def router_of(run: str) -> Any:
    return docker.from_env().containers.get(f"socketlab-{run}_router")


@pytest.mark.parametrize("victim", ["router", "loop"])
def test_a_router_or_packet_loop_that_ends_makes_the_run_inconclusive(shell: Shell, victim: str) -> None:
    player = shell.start("run", shell.file("slow.yaml", SLOW))
    wait_until(lambda: has(shell.folder, "released"))
    router = router_of(run_of(shell.folder))
    if victim == "router":
        router.kill()
    else:
        kill = "read -r _ _ _ parent _ < $p/stat; [ $parent = 1 ] && kill -9 ${p#/proc/}"
        router.exec_run(["bash", "-c", f"for p in /proc/[0-9]*; do {kill}; done"])
    out, err = player.communicate(timeout=60)
    assert player.returncode == 3, (out, err)
    assert "the conditions of links were lost" in out
    assert_nothing_left(run_of(shell.folder))


def test_conditions_that_somebody_removed_make_the_run_inconclusive(shell: Shell) -> None:
    player = shell.start(
        "run", shell.file("slow.yaml", HOSTS + "links: [{between: [far, server], delay: 25ms}]\n")
    )
    wait_until(lambda: has(shell.folder, "released"))
    router_of(run_of(shell.folder)).exec_run(["nft", "delete", "table", "ip", "socketlab"])
    out, err = player.communicate(timeout=60)
    assert player.returncode == 3, (out, err)
    assert "conditions of links were lost during the run: the table that marks packets" in out


@pytest.mark.parametrize("moment", ["network-made", "links-made", "released"])
def test_after_kill_9_the_router_and_its_networks_go_too(shell: Shell, moment: str) -> None:
    player = shell.start("run", shell.file("slow.yaml", SLOW))
    wait_until(lambda: has(shell.folder, moment))
    player.kill()
    player.communicate()
    wait_for_nothing(run_of(shell.folder))


def test_an_interrupt_removes_the_router(shell: Shell) -> None:
    player = shell.start("run", shell.file("slow.yaml", SLOW), "--probe", "thorough")
    wait_until(lambda: has(shell.folder, "ready"))
    player.terminate()
    player.communicate(timeout=60)
    assert player.returncode == 2
    assert_nothing_left(run_of(shell.folder))


@pytest.mark.measures
@pytest.mark.parametrize(
    ("conditions", "quantities"),
    [
        ("delay: 20ms, jitter: 4ms, loss: 5%", {"delay", "jitter", "loss"}),
        ("delay: 5ms, loss: {enter: 1%, leave: 25%}, duplicate: 5%", {"delay", "loss", "duplicate"}),
        ("delay: 60ms, rate: 512kbit", {"delay", "rate"}),
    ],
)
def test_a_thorough_measurement_finds_each_condition_within_its_tolerance(
    shell: Shell, conditions: str, quantities: set[str]
) -> None:
    scenario = HOSTS + f"links: [{{from: 'far[1]', to: server, {conditions}}}]\n"
    finished = shell.run(
        "run", shell.file("thorough.yaml", scenario), "--probe", "thorough", "--format", "json"
    )
    seen = events(shell.folder, "link-measured")
    assert {each["quantity"] for each in seen} == quantities
    assert all(each["within"] for each in seen), seen
    assert finished.code in (0, 1)  # pings may be lost


def test_what_the_machine_cannot_provide_is_refused_before_anything_starts(shell: Shell) -> None:
    shell.environment["SOCKETLAB_SHAPER"] = "fallback"
    scenario = HOSTS + "links: [{between: [far, server], corrupt: 1%}]\n"
    finished = shell.run("plan", shell.file("corrupt.yaml", scenario))
    assert finished.code == 4
    assert "cannot provide corrupt: its kernel lacks the queueing discipline netem" in finished.err
    shell.environment["SOCKETLAB_SHAPER"] = "tc"
    finished = shell.run("plan", shell.file("corrupt.yaml", scenario))
    assert (finished.code, 'SOCKETLAB_SHAPER is "tc"' in finished.err) == (4, True)
