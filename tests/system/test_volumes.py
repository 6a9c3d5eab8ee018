"""Volumes of a compose file in real runs."""

from __future__ import annotations

from typing import Any

import docker
import pytest

from tests.system.killed import kill_with_watchers, wait_until
from tests.system.left import assert_nothing_left
from tests.system.shell import Shell
from tests.system.test_ends import run_of

pytestmark = [pytest.mark.docker, pytest.mark.spread]

COMPOSE = """
services:
  writer:
    image: socketlab/python
    init: true
    command:
      - sh
      - -c
      - |
        cat /etc/app/app.conf; stat -c %a /etc/app/app.conf
        echo changed > /site/index.html; echo shared > /data/x
        touch /ro/x || echo kept from writing
        ls -A /ro
        grep -c ' /memory tmpfs .*size=1024k' /proc/mounts
        echo ready; sleep 99
    volumes:
      - ./site:/site
      - ./app.conf:/etc/app/app.conf:ro
      - data:/data
      - ./missing:/ro:ro
      - {type: tmpfs, target: /memory, tmpfs: {size: 1m}}
      - /anonymous
  reader:
    image: socketlab/python
    command: [sh, -c, "cat /data/x /site/index.html"]
    volumes: ["data:/data", "./site:/site"]
volumes: {data: {}}
"""
SCENARIO = """
compose: compose.yaml
hosts: {writer: {service: writer, ready: {log: ready}}}
fleets: {readers: {service: reader, count: 2}}
checks:
  - {output: {fleet: readers, contains: shared}}
  - {output: {fleet: readers, contains: changed}}
  - {log: {host: writer, contains: "key=1"}}
  - {log: {host: writer, contains: "640"}}
  - {log: {host: writer, contains: kept from writing}}
  - {log: {host: writer, matches: "^1$"}}
"""


def project(shell: Shell, scenario: str = SCENARIO) -> str:
    (shell.folder / "site").mkdir()
    (shell.folder / "site" / "index.html").write_text("hello\n")
    shell.file("app.conf", "key=1\n")
    (shell.folder / "app.conf").chmod(0o640)
    shell.file("compose.yaml", COMPOSE)
    return shell.file("volumes.yaml", scenario)


def volumes_of(run: str) -> list[Any]:
    client = docker.from_env()
    try:
        return client.volumes.list(filters={"label": f"io.socketlab.run={run}"})
    finally:
        client.close()


def test_hosts_share_volumes_and_copies_and_the_project_stays_as_it_is(shell: Shell) -> None:
    finished = shell.run("run", project(shell), "--format", "json")
    (result,) = finished.results
    assert finished.code == 0, result
    assert (shell.folder / "site" / "index.html").read_text() == "hello\n"
    assert not (shell.folder / "missing").exists()
    assert any("writes into a copy" in note for note in result["notes"])
    assert_nothing_left(result["run"])
    assert volumes_of(result["run"]) == []


@pytest.mark.alone  # other runs would remove what is left of it
def test_after_kill_9_clean_removes_the_volumes_too(shell: Shell) -> None:
    slow = SCENARIO.replace(
        "fleets: {readers: {service: reader, count: 2}}", "fleets: {r: {service: reader, start: {at: 60s}}}"
    )
    player = shell.start("run", project(shell, slow.partition("checks:")[0]))
    wait_until(
        lambda: any(shell.folder.glob("runs/*/*/logs/writer.stdout.log")) and '"ready"' in _events(shell)
    )
    kill_with_watchers(player.pid)
    player.communicate()
    run = run_of(shell.folder)
    assert volumes_of(run) != []
    shell.run("clean")
    assert volumes_of(run) == []


def _events(shell: Shell) -> str:
    return "".join(file.read_text() for file in shell.folder.glob("runs/*/*/events.jsonl"))
