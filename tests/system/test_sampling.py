"""Sampling on real containers."""

from __future__ import annotations

import json

import pytest

from tests.system.shell import Shell


@pytest.mark.docker
def test_the_cpu_time_of_a_busy_host_grows_and_that_of_an_idle_one_does_not(shell: Shell) -> None:
    scenario = """
services:
  spinning: {image: socketlab/debian, entrypoint: [sh, -c, "while :; do :; done"]}
  sleeping: {image: socketlab/debian, entrypoint: [sleep, "1000"], stop_grace_period: 0s}
hosts:
  busy: {service: spinning}
  idle: {service: sleeping}
timeline:
  - at: 5s
    signal: {host: idle, signal: CONT}
"""
    finished = shell.run("run", "--sample", shell.file("sampled.yaml", scenario))
    assert finished.code == 0, finished.out
    file = shell.folder / "runs" / "latest" / "samples" / "resources.jsonl"
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    used = {}
    for host in ("busy", "idle"):
        own = [row for row in rows if row["host"] == host]
        assert len(own) >= 3, finished.out
        first, last = own[0], own[-1]
        used[host] = (last["cpu_s"] - first["cpu_s"]) / (last["at_s"] - first["at_s"])
        assert all(row["processes"] >= 1 and row["memory_bytes"] > 0 for row in own)
    assert used["busy"] > 0.05, "a fair share of a machine that is busy with other things"
    assert used["idle"] < 0.02
