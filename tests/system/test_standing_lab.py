"""Runs on a standing lab: nothing is started, nothing is left, nobody is disturbed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker
import pytest

from tests.system.killed import kill_with_watchers
from tests.system.left import clean
from tests.system.preloaded import ROOT
from tests.system.shell import Shell
from tests.system.test_ends import events, has, wait_for

pytestmark = [pytest.mark.docker, pytest.mark.timeout(200)]

PROJECT = f"socketlab-system-{os.getpid()}"
NOTED = ("noted", "server")
CELL = ("run", "parallel-echo", "--set", "server=thread-server")


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """A lab of the tests' own, with its own project, network and ports; taken down at the end."""
    variables = re.findall(r"\$\{(\w+_PORT):-(\d+)\}", (ROOT / "compose.yaml").read_text())
    ports = {name: str(int(usual) + 5000 + os.getpid() % 1000) for name, usual in variables}
    settings = {"COMPOSE_PROJECT_NAME": PROJECT, "SOCKETLAB_SUBNET": f"10.214.{os.getpid() % 256}.0/24"}
    environment = {**os.environ, **ports, **settings, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}

    def lab(verb: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "scenarios", "lab", verb]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    up = lab("up")
    assert up.returncode == 0, up.stdout + up.stderr
    yield environment
    lab("down")


@pytest.fixture
def lab(environment: dict[str, str], tmp_path: Path) -> Shell:
    return Shell(tmp_path, environment)


@pytest.fixture
def client() -> Iterator[docker.DockerClient]:
    client = docker.from_env()
    yield client
    client.close()


def jobs_on_warm_clients(client: docker.DockerClient) -> int:
    """Processes on all warm clients beside each one's own agent."""
    wanted = [f"com.docker.compose.project={PROJECT}", "com.docker.compose.service=client"]
    warm = client.containers.list(filters={"label": wanted})
    assert len(warm) == 8
    return sum(len(each.top()["Processes"]) - 1 for each in warm)


def test_a_run_on_the_lab_starts_no_container_and_changes_none(
    lab: Shell, client: docker.DockerClient
) -> None:
    since = time.time()
    (result,) = lab.decide(*CELL, "--format", "json").results
    window: Any = {"since": since, "until": time.time() + 1}
    assert result["outcome"] == "pass"
    for label in (f"io.socketlab.run={result['run']}", f"com.docker.compose.project={PROJECT}"):
        wanted = {"type": ["container", "network"], "label": label}
        seen = list(client.events(**window, decode=True, filters=wanted))
        changes = {event["Action"].split(":")[0] for event in seen}
        assert changes <= {"attach", "detach", "exec_create", "exec_start", "exec_die", "top"}, label
    placements = {e["placement"] for e in events(lab.folder) if e["event"] == "started"}
    assert placements == {"standing", "warm-client"}
    assert result["notes"] == []
    assert jobs_on_warm_clients(client) == 0


def test_a_standing_servers_journal_is_believed(lab: Shell) -> None:
    (result,) = lab.decide(*CELL, "--format", "json").results
    notes = [event["note"] for event in events(lab.folder) if (event["event"], event.get("host")) == NOTED]
    assert sum(isinstance(note, dict) and note["event"] == "connect" for note in notes) == 8
    logs = lab.folder / str(result["folder"]) / "logs"
    assert not any('"socketlab"' in log.read_text() for log in logs.iterdir())


def test_the_server_sees_each_client_at_its_own_address(lab: Shell) -> None:
    (result,) = lab.decide(*CELL, "--format", "json").results
    log = (lab.folder / result["folder"] / "logs" / "server.stdout.log").read_text()
    assert len(set(re.findall(r"Server connected by \('([\d.]+)', \d+\) at ", log))) == 8


def test_two_runs_at_once_share_the_warm_clients_and_keep_their_output_apart(lab: Shell) -> None:
    processes = [lab.start(*CELL, "--format", "json") for _ in range(2)]
    for process in processes:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, (out, err)
        (echo,) = (check for check in json.loads(out)["checks"] if check["kind"] == "echo")
        assert echo["verdict"] == "pass"


LONG = """
hosts: {server: {lab: echo-server}}
fleets: {sleepers: {service: client, count: 3, command: [sleep, "60"]}}
"""


def test_an_interruption_ends_the_jobs_and_leaves_the_lab_as_it_was(
    lab: Shell, client: docker.DockerClient
) -> None:
    process = lab.start("run", lab.file("long.yaml", LONG))
    wait_for(lambda: has(lab.folder, "released"))
    wait_for(lambda: jobs_on_warm_clients(client) >= 3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 2, (out, err)
    wait_for(lambda: jobs_on_warm_clients(client) == 0, 10)
    assert lab.decide(*CELL).code == 0


@pytest.mark.alone
def test_after_kill_9_clean_lists_and_stops_the_jobs_and_not_those_of_others(
    lab: Shell, client: docker.DockerClient
) -> None:
    bystander = lab.start("run", lab.file("bystander.yaml", LONG.replace("count: 3", "count: 1")))
    victim = Shell(lab.folder / "victim", lab.environment)
    victim.folder.mkdir()
    try:
        wait_for(lambda: has(lab.folder, "released"))
        process = victim.start("run", victim.file("long.yaml", LONG))
        wait_for(lambda: has(victim.folder, "released"))
        kill_with_watchers(process.pid)
        process.communicate()
        run = str(events(victim.folder)[0]["run"])
        listed = lab.run("clean", "--dry-run").out
        assert listed.count(f"run {run} of") == 3
        assert "sleepers-3 on warm client 3" in listed
        clean(lab)
        assert run not in lab.run("clean", "--dry-run").out
        assert jobs_on_warm_clients(client) >= 1
        assert bystander.poll() is None
    finally:
        bystander.send_signal(signal.SIGINT)
        bystander.communicate(timeout=30)
    wait_for(lambda: jobs_on_warm_clients(client) == 0, 10)


def test_a_fleet_larger_than_the_lab_gets_hosts_of_its_own_on_the_labs_network(lab: Shell) -> None:
    (result,) = lab.decide(*CELL, "--set", "clients=9", "--format", "json").results
    assert result["outcome"] == "pass"
    assert "9 clients, 8 idle warm clients" in result["notes"][0]


def test_a_standing_host_that_dies_in_the_play_ends_the_run(lab: Shell, client: docker.DockerClient) -> None:
    process = lab.start("run", lab.file("long.yaml", LONG), "--format", "json")
    wait_for(lambda: has(lab.folder, "released"))
    (server,) = client.containers.list(
        filters={"label": [f"com.docker.compose.project={PROJECT}", "com.docker.compose.service=echo-server"]}
    )
    server.kill()
    try:
        out, _ = process.communicate(timeout=20)
        result: dict[str, Any] = json.loads(out)
        assert process.returncode == 1
        assert "server ended" in json.dumps(result["checks"])
    finally:
        server.start()
