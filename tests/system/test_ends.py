"""How runs end when somebody or something ends them, and what is left then."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.system.killed import kill_with_watchers
from tests.system.left import assert_nothing_left, clean, left_of, wait_for_nothing
from tests.system.shell import Shell

pytestmark = [pytest.mark.docker, pytest.mark.spread]

LONG = """
hosts: {server: {service: fork-server, environment: {SOCKETLAB_WORK_SECONDS: "60"}}}
fleets: {clients: {service: client, count: 2, command: [echo-client, server]}}
timeout: 2m
"""


def wait_for(found: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def wait_for_quiet(look: Callable[[], list[str]], seconds: float = 20) -> None:
    """The engine finishes what a killed run had asked for: wait until nothing changes any more."""
    deadline = time.monotonic() + seconds
    before = None
    while (now := look()) != before:
        assert time.monotonic() < deadline
        before = now
        time.sleep(1.5)


def events(folder: Path) -> list[dict[str, object]]:
    files = list(folder.glob("runs/*/*/events.jsonl"))
    if not files:
        return []
    lines = files[0].read_text().splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]


def has(folder: Path, kind: str) -> bool:
    return any(event["event"] == kind for event in events(folder))


def run_of(folder: Path) -> str:
    return str(events(folder)[0]["run"])


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        (signal.SIGTERM, "began"),
        (signal.SIGHUP, "network-made"),
        (signal.SIGINT, "started"),
        (signal.SIGTERM, "started"),
        (signal.SIGINT, "released"),
        (signal.SIGHUP, "released"),
    ],
)
def test_one_interruption_at_any_moment_cleans_up_and_exits_2(
    shell: Shell, number: signal.Signals, moment: str
) -> None:
    process = shell.start("run", shell.file("long.yaml", LONG))
    wait_for(lambda: has(shell.folder, moment))
    process.send_signal(number)
    out, err = process.communicate(timeout=40)
    assert process.returncode == 2, (out, err)
    assert "Traceback" not in out + err
    assert_nothing_left(run_of(shell.folder))
    result = json.loads(next(shell.folder.glob("runs/*/*/result.json")).read_text())
    assert result["outcome"] == "interrupted"
    assert out.splitlines()[-1].startswith("INTERRUPTED")


@pytest.mark.alone
@pytest.mark.parametrize("moment", ["network-made", "released"])
def test_after_kill_9_clean_lists_and_removes_what_is_left_and_nothing_else(
    shell: Shell, moment: str
) -> None:
    bystander = shell.start("run", shell.file("bystander.yaml", LONG.replace("count: 2", "count: 1")))
    wait_for(lambda: has(shell.folder, "released"))
    alive = run_of(shell.folder)
    other = Shell(shell.folder / "victim", shell.environment)
    other.folder.mkdir()
    try:
        victim = other.start("run", other.file("long.yaml", LONG))
        wait_for(lambda: has(other.folder, moment))
        kill_with_watchers(victim.pid)
        victim.communicate()
        dead = run_of(other.folder)
        left = left_of(dead)
        assert left
        wait_for_quiet(lambda: left_of(dead))
        left = left_of(dead)
        listed = shell.run("clean", "--dry-run").out
        assert all(name in listed for name in left)
        assert f"not removed, still in progress: run {alive}" in listed
        assert left_of(dead) == left
        cleaned = clean(shell)
        wait_for_nothing(dead, 5)
        assert left_of(alive)
        assert cleaned.code or "nothing to clean" in shell.run("clean").out
    finally:
        bystander.send_signal(signal.SIGINT)
        bystander.communicate(timeout=40)
    assert_nothing_left(alive)


@pytest.mark.alone
def test_clean_right_after_kill_9_catches_what_the_engine_was_still_making(shell: Shell) -> None:
    victim = shell.start("run", shell.file("long.yaml", LONG.replace("count: 2", "count: 8")))
    wait_for(lambda: has(shell.folder, "network-made"))
    kill_with_watchers(victim.pid)
    victim.communicate()
    clean(shell)
    time.sleep(1)
    assert_nothing_left(run_of(shell.folder))


@pytest.mark.alone
def test_keep_leaves_hosts_running_until_clean(shell: Shell) -> None:
    result = shell.run("run", "two-ports", "--keep", "--format", "json").results[0]
    assert result["outcome"] == "pass"
    assert len(left_of(result["run"])) == 10
    clean(shell)
    assert_nothing_left(result["run"])


def test_two_runs_at_once_do_not_disturb_each_other(shell: Shell) -> None:
    arguments = (
        "run",
        "parallel-echo",
        "--set",
        "server=thread-server",
        "--set",
        "clients=3",
        "--format",
        "json",
    )
    processes = [shell.start(*arguments) for _ in range(2)]
    results = []
    for process in processes:
        out, err = process.communicate(timeout=100)
        assert process.returncode == 0, (out, err)
        results.append(json.loads(out))
    assert results[0]["run"] != results[1]["run"]
    assert results[0]["folder"] != results[1]["folder"]


def test_a_reader_that_goes_away_does_not_end_the_run_with_a_traceback(shell: Shell) -> None:
    command = f"exec {sys.executable} -m scenarios run two-ports | head -n 2"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=shell.folder,
        env=shell.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert next(shell.folder.glob("runs/*/*/result.json"))


def test_evidence_that_cannot_be_written_is_a_lab_error_in_one_line(shell: Shell) -> None:
    shell.file("runs", "not a folder")
    finished = shell.run("run", "two-ports")
    assert finished.code == 3
    assert finished.err.startswith("error: cannot write evidence to")
    assert len(finished.err.splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_two_interruptions_end_the_teardown_and_nothing_is_left_soon_after(
    shell: Shell, number: signal.Signals
) -> None:
    process = shell.start("run", shell.file("long.yaml", LONG))
    wait_for(lambda: has(shell.folder, "released"))
    for _ in range(3):
        process.send_signal(number)
        time.sleep(0.05)
    out, err = process.communicate(timeout=40)
    assert process.returncode == 2, (out, err)
    assert "Traceback" not in out + err
    run = run_of(shell.folder)
    wait_for_nothing(run)


NO_START = """
services:
  server: {{image: socketlab/python, init: false, command: [{server}]}}
  client: {{image: {image}, command: ["{client}"]}}
hosts: {{server: {{service: server, command: [{server}, "100"], stop_grace_period: 1s}}}}
fleets: {{clients: {{service: client, count: 2}}}}
"""


@pytest.mark.parametrize(
    ("server", "client", "image"),
    [
        ("nope", "true", "socketlab/python"),
        ("sleep", "nope", "socketlab/python"),
        ("sleep", "nope", "socketlab/client"),
    ],
    ids=["host", "client", "behind the gate"],
)
def test_a_command_that_cannot_be_started_is_a_lab_error_with_its_reason(
    shell: Shell, server: str, client: str, image: str
) -> None:
    text = NO_START.format(server=server, client=client, image=image)
    for _ in range(3):
        finished = shell.run("run", shell.file("nope.yaml", text), "--format", "json")
        (result,) = finished.results
        assert (finished.code, result["outcome"]) == (3, "inconclusive"), finished.out
        assert "nope" in result["trouble"]
        assert not any(check["verdict"] == "fail" for check in result["checks"])
    assert has(shell.folder, "start-failed")
