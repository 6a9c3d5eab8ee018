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
from tests.system.shell import Shell

pytestmark = [pytest.mark.docker, pytest.mark.alone]

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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("moment", ["began", "network-made", "started", "released"])
def test_one_interruption_at_any_moment_cleans_up_and_exits_2(
    shell: Shell, labelled: Callable[[str], list[str]], number: signal.Signals, moment: str
) -> None:
    process = shell.start("run", shell.file("long.yaml", LONG))
    wait_for(lambda: has(shell.folder, moment))
    process.send_signal(number)
    out, err = process.communicate(timeout=40)
    assert process.returncode == 2, (out, err)
    assert "Traceback" not in out + err
    assert labelled(run_of(shell.folder)) == []
    result = json.loads(next(shell.folder.glob("runs/*/*/result.json")).read_text())
    assert result["outcome"] == "interrupted"
    assert out.splitlines()[-1].startswith("INTERRUPTED")


@pytest.mark.parametrize("moment", ["network-made", "started", "released"])
def test_after_kill_9_clean_lists_and_removes_what_is_left_and_nothing_else(
    shell: Shell, labelled: Callable[[str], list[str]], moment: str
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
        left = labelled(dead)
        assert left
        wait_for_quiet(lambda: labelled(dead))
        left = labelled(dead)
        listed = shell.run("clean", "--dry-run").out
        assert all(name in listed for name in left)
        assert f"not removed, still in progress: run {alive}" in listed
        assert labelled(dead) == left
        cleaned = shell.run("clean")
        assert cleaned.code == 0
        wait_for(lambda: labelled(dead) == [], 5)
        assert labelled(alive)
        assert "nothing to clean" in shell.run("clean").out
    finally:
        bystander.send_signal(signal.SIGINT)
        bystander.communicate(timeout=40)
    assert labelled(alive) == []


def test_clean_right_after_kill_9_catches_what_the_engine_was_still_making(
    shell: Shell, labelled: Callable[[str], list[str]]
) -> None:
    victim = shell.start("run", shell.file("long.yaml", LONG.replace("count: 2", "count: 8")))
    wait_for(lambda: has(shell.folder, "network-made"))
    kill_with_watchers(victim.pid)
    victim.communicate()
    assert shell.run("clean").code == 0
    time.sleep(1)
    assert labelled(run_of(shell.folder)) == []


def test_keep_leaves_hosts_running_until_clean(shell: Shell, labelled: Callable[[str], list[str]]) -> None:
    result = shell.run("run", "two-ports", "--keep", "--format", "json").results[0]
    assert result["outcome"] == "pass"
    assert len(labelled(result["run"])) == 10
    assert shell.run("clean").code == 0
    assert labelled(result["run"]) == []


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
