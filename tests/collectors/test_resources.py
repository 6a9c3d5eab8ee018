"""What each host uses, sampled while a run lasts."""

from __future__ import annotations

import json

import pytest

from socketlab.collectors import COLLECTORS
from socketlab.collectors.resources import Resources
from socketlab.errors import LabError
from socketlab.runtimes.docker.usage import parse_usage
from socketlab.runtimes.usage import Usage
from tests.system.shell import Shell

STATISTICS = {
    "pids_stats": {"current": 3},
    "cpu_stats": {"cpu_usage": {"total_usage": 1_500_000_000}},
    "memory_stats": {"usage": 5_000_000, "stats": {"total_inactive_file": 1_000_000, "inactive_file": 7}},
    "networks": {
        "eth0": {"rx_bytes": 100, "tx_bytes": 10},
        "eth1": {"rx_bytes": 20, "tx_bytes": 2},
    },
}


def test_a_collector_is_in_the_list() -> None:
    assert Resources in COLLECTORS


def test_the_engines_statistics_are_a_hosts_usage() -> None:
    assert parse_usage(STATISTICS) == Usage(
        cpu_s=1.5, memory_bytes=4_000_000, processes=3, received_bytes=120, sent_bytes=12
    )


def test_a_host_without_a_network_and_on_the_newer_cgroups_has_a_usage_too() -> None:
    memory = {"usage": 5_000_000, "stats": {"inactive_file": 2_000_000}}
    usage = parse_usage({**STATISTICS, "memory_stats": memory, "networks": None})
    assert (usage.memory_bytes, usage.received_bytes) == (3_000_000, 0)


def test_the_statistics_of_a_container_that_does_not_run_are_an_error() -> None:
    with pytest.raises(LabError, match="does not run"):
        parse_usage({**STATISTICS, "pids_stats": {}})


@pytest.mark.docker
def test_the_cpu_time_of_a_busy_host_grows_and_that_of_an_idle_one_does_not(shell: Shell) -> None:
    scenario = """
services:
  spinning: {image: socketlab/debian, entrypoint: [sh, -c, "while :; do :; done"]}
  sleeping: {image: socketlab/debian, entrypoint: [sleep, "1000"]}
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
