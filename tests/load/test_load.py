"""One scenario with limits on times beside two busy loops; ``make load`` plays all of them, many times."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.load.load import Played, busy_cores, played_from, rounds, table


@pytest.mark.alone
@pytest.mark.docker
def test_no_scenario_fails_because_the_machine_is_busy(tmp_path: Path) -> None:
    with busy_cores(os.cpu_count() or 2):
        played = list(rounds(["threads", "udp-echo"], 1, tmp_path))
    assert [each.scenario for each in played] == ["threads", "udp-echo"]
    assert [each for each in played if each.outcome not in ("pass", "inconclusive")] == []


@pytest.mark.processes
def test_cores_are_busy_while_the_context_lasts_and_no_longer() -> None:
    before = loops()
    with busy_cores(2):
        deadline = time.monotonic() + 10
        while len(loops()) < len(before) + 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(loops()) == len(before) + 2
    assert loops() == before


def loops() -> list[str]:
    """The children of this process."""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "pid=", "-o", "args=", "--ppid", str(os.getpid())],
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in listed.stdout.splitlines() if "getppid" in line]


def test_a_result_is_read_with_what_did_not_pass() -> None:
    checks = [
        {"name": "echo", "verdict": "pass", "seen": "8 of 8"},
        {"name": "fleet_time", "verdict": "unknown", "seen": "2.1s; the lab was late"},
    ]
    result: dict[str, object] = {
        "scenario": "a",
        "cell": {"server": "x"},
        "outcome": "inconclusive",
        "checks": checks,
        "trouble": "no engine",
    }
    assert played_from(result) == Played(
        "a", "server=x", "inconclusive", ("fleet_time: unknown, 2.1s; the lab was late", "no engine")
    )


def test_the_table_counts_each_combination_and_all_of_them() -> None:
    played = [
        Played("a", "server=x", "pass"),
        Played("a", "server=x", "inconclusive"),
        Played("b", "", "fail"),
        Played("b", "", "no result"),
    ]
    rows = [line.split() for line in table(played)]
    assert rows == [
        ["scenario", "pass", "inconclusive", "fail", "other"],
        ["a", "server=x", "1", "1", "0", "0"],
        ["b", "0", "0", "1", "1"],
        ["all", "1", "1", "1", "1"],
    ]
