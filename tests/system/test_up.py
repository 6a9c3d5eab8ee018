"""Hosts that stay up: started, listed, entered, measured and removed by commands of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.system.left import assert_nothing_left, left_of
from tests.system.shell import Shell

pytestmark = [pytest.mark.docker, pytest.mark.spread]

LINKED = """
services:
  box: {image: socketlab/base, command: [sh, -c, "echo it is up; exec sleep 10000"]}
hosts:
  left: {service: box, stop_grace_period: 0s}
  right: {service: box, stop_grace_period: 0s}
fleets: {callers: {service: box, count: 2}}
links:
  - {between: [left, right], delay: 30ms}
  - {between: [left, callers], delay: 50ms}
"""


def run_of(shell: Shell) -> str:
    (folder,) = shell.folder.glob("runs/*/2*")
    return folder.name.rpartition("-")[2]


@pytest.fixture
def up(shell: Shell) -> Iterator[Shell]:
    """A shell in whose folder the two linked hosts are up."""
    started = shell.run("up", shell.file("linked.yaml", LINKED))
    try:
        assert started.code == 0, started.err
        assert "left -> right: delay 30.0ms, measured" in started.out
        yield shell
    finally:
        ended = shell.run("down", "--run", run_of(shell))
        assert ended.code == 0, ended.err
    assert_nothing_left(run_of(shell))


def enter(shell: Shell, host: str, script: str) -> str:
    process = subprocess.run(
        [sys.executable, "-m", "scenarios", "shell", host, "--run", run_of(shell)],
        input=script,
        cwd=shell.folder,
        env=shell.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return process.stdout


def test_hosts_stay_up_between_commands_and_are_as_far_apart_as_declared(up: Shell) -> None:
    run = run_of(up)
    assert len(left_of(run)) == 5  # two hosts, the router, two networks; no client
    rows = json.loads(up.run("ps", "--format", "json").out)
    assert {(row["name"], row["state"]) for row in rows if row["run"] == run} == {
        ("left", "running"),
        ("right", "running"),
    }
    answer = enter(up, "left", "ping -q -c 3 right")
    fastest_ms = float(answer.rpartition("= ")[2].split("/")[0])
    assert 60 <= fastest_ms < 75, answer
    assert up.run("logs", "right", "--run", run).out == "it is up\n"
    assert up.run("ps").out.count(run) == 2


def test_links_are_measured_again(up: Shell) -> None:
    shown = up.run("link", "show", "--run", run_of(up), "--format", "json")
    assert shown.code == 0, shown.err
    states = json.loads(shown.out)
    assert [state["declared"] for state in states] == [["delay 30ms"], ["delay 30ms"]]
    assert all(state["within"] for state in states)
    text = up.run("link", "show", "--run", run_of(up)).out
    assert "left -> right: delay 30ms\n  delay 30.0ms, measured 3" in text


def test_a_host_that_does_not_become_ready_leaves_nothing(shell: Shell) -> None:
    scenario = """
services: {box: {image: socketlab/base, command: [sleep, "1000"]}}
hosts: {box: {service: box, ready: {log: never}, stop_grace_period: 0s}}
"""
    ended = shell.run("up", shell.file("never.yaml", scenario), "--ready-timeout", "1s")
    assert ended.code == 3, ended.out
    assert '"box" was not ready within 1s' in ended.out
    assert_nothing_left(run_of(shell))


def test_commands_say_what_is_not_there(up: Shell) -> None:
    run = run_of(up)
    asked = up.run("shell", "middle", "--run", run)
    assert (asked.code, asked.err) == (4, f'error: run {run} has no host "middle" (it has left, right)\n')
    assert up.run("link", "show", "--run", "zzzzzzzz").code == 4
    matrix = up.file("matrix.yaml", LINKED + "matrix: {size: [1, 2]}\n")
    refused = up.run("up", matrix)
    assert refused.code == 4
    assert "has 2 combinations, of which one can be up (choose it, as with --set size=1)" in refused.err


def test_faults_are_injected_by_hand_and_healed(up: Shell) -> None:
    run = run_of(up)
    ping = "ping -q -c 2 -i 0.2 -W 1 right >/dev/null && echo reached || echo lost"
    cut = up.run("fault", "partition", "between=left,right", "--run", run)
    assert (cut.code, cut.out) == (0, "partition left and right: in force\n"), cut.err
    assert enter(up, "left", ping) == "lost\n"
    healed = up.run("fault", "heal", "--run", run)
    assert healed.code == 0, healed.err
    assert "1 cut ended, 2 packets affected" in healed.out
    assert enter(up, "left", ping) == "reached\n"
    unnoticed = up.run("fault", "isolate", "host=right", "for=300ms", "--run", run)
    assert unnoticed.code == 3
    assert "it had no effect" in unnoticed.err
    assert up.run("fault", "kill", "host=middle", "--run", run).code == 4
