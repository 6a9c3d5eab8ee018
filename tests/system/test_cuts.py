"""Paths that are cut, refused, reset and mended on real hosts."""

from __future__ import annotations

import json
import re
import time
from datetime import datetime
from typing import Any

import docker
import pytest

from tests.system.killed import kill_with_watchers, wait_until
from tests.system.left import assert_nothing_left, clean
from tests.system.shell import Finished, Shell
from tests.system.test_ends import has, run_of

pytestmark = [pytest.mark.docker, pytest.mark.spread]  # alone are those that count in tenths of a second

PINGED = """
services:
  idle: {image: socketlab/base, entrypoint: [], command: [sleep, "60"], stop_grace_period: 0s}
hosts: {server: {service: idle}}
fleets:
  callers: {service: client, count: 2, command: [ping, -c, "30", -i, "0.1", -W, "1", -n, server]}
"""

CALLS = """
hosts: {server: {service: thread-server, environment: {SOCKETLAB_WORK_SECONDS: "0"}}}
fleets: {callers: {service: client, command: [python3, -c, "${program}"]}}
"""


def log_of(finished: Finished, host: str) -> str:
    return (finished.folder / "runs" / "latest" / "logs" / f"{host}.stdout.log").read_text(encoding="utf-8")


def answered(finished: Finished, host: str) -> set[int]:
    """The numbers of the echo requests that were answered."""
    return {int(number) for number in re.findall(r"icmp_seq=(\d+) ttl", log_of(finished, host))}


def faults(finished: Finished) -> list[dict[str, Any]]:
    lines = (finished.folder / "runs" / "latest" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    return [event for event in map(json.loads, lines) if event["event"] == "fault-done"]


def pinged(shell: Shell, *steps: str) -> Finished:
    timeline = "timeline:\n" + "".join(f"  - {step}\n" for step in steps)
    return shell.run("run", shell.file("pinged.yaml", PINGED + timeline))


@pytest.mark.measures
def test_a_partition_cuts_the_one_and_leaves_the_other(shell: Shell) -> None:
    finished = pinged(shell, '{at: 1s, partition: {between: ["callers[1]", server], for: 1s}}')
    assert finished.code == 0, finished.out
    lost = set(range(1, 31)) - answered(finished, "callers-1")
    assert 7 <= len(lost) <= 12
    assert max(lost) - min(lost) == len(lost) - 1  # in one piece
    assert len(answered(finished, "callers-2")) == 30
    injected, undone = faults(finished)
    assert (injected["undone"], undone["undone"]) == (False, True)
    assert 7 <= int(undone["detail"].split()[0]) <= 12


@pytest.mark.measures
def test_a_partition_of_ten_hosts_is_in_force_within_300_milliseconds(shell: Shell) -> None:
    """From the moment at which the step is due to the last reply that any of the nine clients gets."""
    timed = PINGED.replace("count: 2", "count: 9").replace("[ping, -c,", "[ping, -D, -c,")
    step = "timeline:\n  - {at: 1s, partition: {between: [callers, server]}}\n"
    finished = shell.run("run", shell.file("pinged.yaml", timed + step))
    assert finished.code == 0, finished.out
    log = (finished.folder / "runs" / "latest" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    events = {event["event"]: event for event in map(json.loads, log)}
    began = datetime.fromisoformat(events["began"]["wall"]).timestamp()
    due = began + events["released"]["at_s"] + 1
    for number in range(1, 10):
        replies = re.findall(
            r"^\[([\d.]+)\].*icmp_seq=\d+ ttl", log_of(finished, f"callers-{number}"), re.MULTILINE
        )
        assert -0.5 < float(replies[-1]) - due < 0.3


@pytest.mark.measures
def test_one_direction_alone_can_be_cut_and_is_healed(shell: Shell) -> None:
    finished = pinged(shell, "{at: 500ms, partition: {from: server, to: callers}}", "{at: 1500ms, heal: {}}")
    assert finished.code == 0, finished.out
    assert 7 <= 30 - len(answered(finished, "callers-1")) <= 12
    assert [event["name"] for event in faults(finished)][:2] == [
        "partition server to callers",
        "heal all paths",
    ]


def test_who_is_isolated_reaches_no_host_and_a_refusal_says_so(shell: Shell) -> None:
    finished = pinged(shell, "{at: 1s, isolate: {host: server, mode: refuse, for: 1s}}")
    assert finished.code == 0, finished.out
    assert "Packet filtered" in log_of(finished, "callers-1")
    assert max(answered(finished, "callers-2")) == 30


def test_a_partition_without_effect_leaves_the_verdict_open(shell: Shell) -> None:
    finished = pinged(shell, '{at: 100ms, partition: {between: ["callers[1]", "callers[2]"], for: 500ms}}')
    assert finished.code == 3, finished.out
    assert "it had no effect: no packet came that way" in finished.out


def called(shell: Shell, program: str, step: str) -> Finished:
    lines = " \\n".join(program.strip().splitlines())
    scenario = CALLS.replace("${program}", lines.replace(" \\n", "\\n").replace('"', '\\"'))
    checks = "checks:\n  - output: {fleet: callers, contains: done}\n"
    return shell.run("run", shell.file("called.yaml", f"{scenario}timeline:\n  - {step}\n{checks}"))


TALK = """
import socket, time
def tell(what):
    print(what, flush=True)
old = socket.create_connection(('server', 50007), 5)
old.sendall(b'x' * 10)
tell('connected')
time.sleep(1.5)
{then}
tell('done')
"""


def test_connections_that_are_there_are_reset_and_new_ones_are_not(shell: Shell) -> None:
    then = """
try:
    old.sendall(b'x'); time.sleep(0.2); old.sendall(b'x'); tell('old alive')
except OSError as error:
    tell('old ' + type(error).__name__)
new = socket.create_connection(('server', 50007), 5)
new.sendall(b'hello')
tell('new ' + repr(new.recv(100)))
"""
    program = TALK.replace("{then}", then.strip())
    finished = called(
        shell,
        program,
        "{when: {host: callers, contains: connected}, reset_connections: {between: [callers, server]}}",
    )
    assert finished.code == 0, finished.out
    said = log_of(finished, "callers-1").splitlines()
    assert said[1] in ("old ConnectionResetError", "old BrokenPipeError")
    assert said[2].startswith("new b'")


def test_new_connections_are_refused_and_those_that_are_there_are_not(shell: Shell) -> None:
    then = """
try:
    socket.create_connection(('server', 50007), 5); tell('new alive')
except OSError as error:
    tell('new ' + type(error).__name__)
old.sendall(b'x'); time.sleep(0.2); old.sendall(b'x'); tell('old alive')
"""
    program = TALK.replace("{then}", then.strip())
    finished = called(
        shell,
        program,
        "{when: {host: callers, contains: connected}, refuse_connections: {from: callers, to: server}}",
    )
    assert finished.code == 0, finished.out
    assert log_of(finished, "callers-1").splitlines()[1:] == [
        "new ConnectionRefusedError",
        "old alive",
        "done",
    ]


def reaches(container: Any) -> bool:
    code, _ = container.exec_run(["ping", "-c", "1", "-W", "1", "-n", "server"])
    return bool(code == 0)


@pytest.mark.alone
def test_after_kill_9_a_partition_ends_by_itself(shell: Shell) -> None:
    scenario = (
        PINGED.replace('"30"', '"300"')
        + 'timeline: [{at: 200ms, partition: {between: ["callers[1]", server], for: 4s}}]\n'
    )
    player = shell.start("run", shell.file("killed.yaml", scenario))
    wait_until(lambda: has(shell.folder, "fault-done"))
    cut = time.monotonic()
    kill_with_watchers(player.pid)
    player.communicate()
    run = run_of(shell.folder)
    try:
        caller = docker.from_env().containers.get(f"socketlab-{run}-callers-1")
        assert not reaches(caller)
        wait_until(lambda: reaches(caller), 9 - (time.monotonic() - cut))
        assert time.monotonic() - cut > 4
    finally:
        clean(shell)
    assert_nothing_left(run)
