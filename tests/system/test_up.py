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


def test_links_are_changed_by_hand_and_measured_as_they_are_now(up: Shell) -> None:
    run = run_of(up)
    fast = enter(up, "left", "ping -q -c 2 -i 0.2 right")
    assert float(fast.rpartition("= ")[2].split("/")[0]) < 90
    made = up.run("link", "set", "left", "right", "delay=150ms", "--run", run)
    assert (made.code, made.out) == (0, "link left and right: delay 150ms\n"), made.err
    slow = enter(up, "left", "ping -q -c 2 -i 0.2 right")
    assert float(slow.rpartition("= ")[2].split("/")[0]) >= 299
    text = up.run("link", "show", "--run", run).out
    assert "left -> right: delay 30ms\n  changed now, see below\n" in text
    assert "left -> right: now delay 150ms\n  delay 150.0ms, measured 1" in text
    limited = up.run("link", "set", "from=left", "to=right", "rate=1mbit", "--run", run)
    assert limited.code == 0, limited.err
    shown = up.run("link", "show", "--probe", "thorough", "--run", run, "--format", "json")
    assert shown.code == 0, shown.out
    now = {state["source"][0]: state for state in json.loads(shown.out) if state["changed"]}
    assert now["right"]["declared"] == ["delay 150ms"]
    assert now["left"]["declared"][0] == "delay 30ms"  # what is not named is as declared
    assert any(words.startswith("rate 1mbit/s, measured") for words in now["left"]["measured"])
    ended = up.run("link", "reset", "--run", run)
    assert ended.code == 0, ended.err
    assert ended.out.startswith("2 changes ended, 4 packets passed meanwhile"), ended.out
    again = enter(up, "left", "ping -q -c 2 -i 0.2 right")
    assert float(again.rpartition("= ")[2].split("/")[0]) < 90
    assert up.run("link", "reset", "--run", run).out == "nothing was changed\n"


def test_a_link_that_cannot_be_set_says_why(up: Shell) -> None:
    run = run_of(up)
    for words, message in (
        (["left", "delay=1s"], 'needs two groups, not "left"'),
        (["left", "middle", "delay=1s"], 'link: no host "middle"'),
        (["left", "right"], "link: has no condition"),
        (["left", "right", "delay=1"], 'link: "1" has no unit (did you mean "1s"?)'),
        (["left", "right", "limit=30kB"], "limit needs a rate, which the path from"),
        (["left", "right", "delay=1s", "for=3s"], "for: link set lasts until link reset"),
    ):
        refused = up.run("link", "set", *words, "--run", run)
        assert (refused.code, refused.out) == (4, ""), refused
        assert message in refused.err
        assert refused.err.count("\n") == 1
    assert up.run("link", "reset", "--run", run).out == "nothing was changed\n"


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
