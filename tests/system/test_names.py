"""Names that fail, lead elsewhere or take their time on real hosts, each only for those who are meant."""

from __future__ import annotations

import json
import textwrap
import time
from typing import Any

import docker
import pytest

from tests.system.killed import kill_with_watchers, wait_until
from tests.system.left import assert_nothing_left, clean
from tests.system.shell import Finished, Shell
from tests.system.test_ends import has, run_of

pytestmark = [pytest.mark.docker, pytest.mark.spread]

LOOKS = """
import socket, time
began = time.monotonic()
while (at := time.monotonic() - began) < 3:
    try:
        found = socket.gethostbyname("server")
    except OSError as error:
        found = error.strerror
    print(f"{at:.3f}|{time.monotonic() - began - at:.3f}|{found}", flush=True)
    time.sleep(0.05)
"""
PROGRAM = textwrap.indent(LOOKS.lstrip(), " " * 6)
SCENARIO = f"""
services:
  idle: {{image: socketlab/base, entrypoint: [], command: [sleep, "60"], stop_grace_period: 0s}}
  seeker:
    image: socketlab/client
    command:
    - python3
    - -c
    - |
{PROGRAM}
hosts: {{server: {{service: idle}}, other: {{service: idle}}}}
"""
FLEETS = ("gone", "failing", "silent", "elsewhere", "outside", "slow", "untouched")
STEPS = """
timeline:
  - {at: 1s, dns: {host: gone, names: server, answer: nxdomain, for: 1s}}
  - {at: 1s, dns: {host: failing, answer: servfail, for: 1s}}
  - {at: 1s, dns: {host: silent, names: server, answer: timeout, for: 1s}}
  - {at: 1s, dns: {host: elsewhere, names: server, answer: other, for: 1s}}
  - {at: 1s, dns: {host: outside, names: server, answer: 192.0.2.7, for: 1s}}
  - {at: 1s, dns: {host: slow, names: server, delay: 200ms, for: 1s}}
"""


def scenario(fleets: tuple[str, ...], timeline: str) -> str:
    declared = "".join(f"  {name}: {{service: seeker}}\n" for name in fleets)
    return f"{SCENARIO}fleets:\n{declared}{timeline}"


def looked_up(finished: Finished, fleet: str) -> list[tuple[float, float, str]]:
    """When each look-up began, how long it took, and what it found."""
    log = finished.folder / "runs" / "latest" / "logs" / f"{fleet}-1.stdout.log"
    rows = [line.split("|") for line in log.read_text(encoding="utf-8").splitlines()]
    return [(float(at), float(took), found) for at, took, found in rows]


def events(finished: Finished, word: str) -> list[dict[str, Any]]:
    lines = (finished.folder / "runs" / "latest" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    return [event for event in map(json.loads, lines) if event["event"] == word]


@pytest.mark.measures
def test_every_answer_is_that_of_the_fault_while_it_lasts_and_the_usual_one_otherwise(shell: Shell) -> None:
    finished = shell.run("run", shell.file("names.yaml", scenario(FLEETS, STEPS)))
    assert finished.code == 0, finished
    address = {event["host"]: event["address"] for event in events(finished, "started")}
    rows = {fleet: looked_up(finished, fleet) for fleet in FLEETS}
    assert {found for _, _, found in rows["untouched"]} == {address["server"]}
    assert max(took for _, took, _ in rows["untouched"]) < 0.2
    for fleet, seen in rows.items():
        outside = {found for at, took, found in seen if at + took < 0.7 or at > 2.2}
        assert outside == {address["server"]}, fleet
    during = {fleet: [row for row in seen if 1.1 < row[0] < 1.7] for fleet, seen in rows.items()}
    assert {found for _, _, found in during["gone"]} == {"Name or service not known"}
    assert {found for _, _, found in during["elsewhere"]} == {address["other"]}
    assert {found for _, _, found in during["outside"]} == {"192.0.2.7"}
    assert {found for _, _, found in during["slow"]} == {address["server"]}
    assert all(0.2 <= took < 0.4 for _, took, _ in during["slow"])
    assert not {found for _, _, found in during["failing"]} & set(address.values())
    assert max(took for _, took, _ in rows["silent"]) > 0.9
    done = [event for event in events(finished, "fault-done") if event["undone"]]
    assert len(done) == 6
    assert all(int(event["detail"].rpartition(", ")[2].split()[0]) >= 1 for event in done)
    assert_nothing_left(run_of(shell.folder))


def test_a_name_that_is_not_asked_for_leaves_the_verdict_open(shell: Shell) -> None:
    step = "timeline: [{at: 1s, dns: {host: gone, names: other, answer: nxdomain}}]\n"
    finished = shell.run("run", shell.file("names.yaml", scenario(("gone",), step)))
    assert finished.code == 3, finished
    assert "it had no effect: no query came" in finished.out


@pytest.mark.alone  # other runs would remove what is left of it
def test_after_kill_9_names_are_right_again_by_themselves(shell: Shell) -> None:
    text = (
        SCENARIO
        + """fleets: {waiting: {service: idle}}
timeline: [{at: 200ms, dns: {host: server, names: other, answer: nxdomain, for: 3s}}]
"""
    )
    player = shell.start("run", shell.file("killed.yaml", text))
    wait_until(lambda: has(shell.folder, "fault-done"))
    began = time.monotonic()
    kill_with_watchers(player.pid)
    player.communicate()
    run = run_of(shell.folder)
    try:
        asker = docker.from_env().containers.get(f"socketlab-{run}-server")
        assert not finds(asker, "other")
        wait_until(lambda: finds(asker, "other"), 8 - (time.monotonic() - began))
        assert time.monotonic() - began > 3
    finally:
        clean(shell)
    assert_nothing_left(run)


def finds(container: Any, name: str) -> bool:
    code, _ = container.exec_run(["getent", "hosts", name])
    return bool(code == 0)
