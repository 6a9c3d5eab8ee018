"""The whole catalogue beside a busy loop on every core, and the table of what came of it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LONGEST_S = 600
"""For all combinations of one scenario; beyond it something hangs."""

BUSY = """
import os, sys
parent = os.getppid()
while os.getppid() == parent:
    for _ in range(100_000):
        pass
"""
"""Occupies a core until the process that started it has ended."""


@dataclass(frozen=True)
class Played:
    """What came of one run.

    Args:
        scenario: Its scenario.
        cell: Its combination of the matrix.
        outcome: Its outcome; ``no result`` where the command gave none.
        findings: What its checks say where they do not pass: the check, its verdict and what was seen.
    """

    scenario: str
    cell: str
    outcome: str
    findings: tuple[str, ...] = ()


@contextlib.contextmanager
def busy_cores(number: int) -> Iterator[None]:
    """Occupy cores while the context lasts."""
    loops = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(number)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def play(scenario: str, runs: Path) -> list[Played]:
    """Play every combination of a scenario, away from any standing lab."""
    environment = {
        **os.environ,
        "SOCKETLAB_RUNS": str(runs),
        "COMPOSE_PROJECT_NAME": "socketlab-load-without-a-lab",
    }
    command = [sys.executable, "-m", "scenarios", "run", scenario, "--format", "json"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=LONGEST_S
    )
    played = [played_from(json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")]
    return played or [Played(scenario, "", "no result", (done.stderr.strip()[-500:],))]


def played_from(result: dict[str, object]) -> Played:
    """A run's result, as ``--format json`` prints it."""
    cell, checks, trouble = result["cell"], result["checks"], result["trouble"]
    assert isinstance(cell, dict)
    assert isinstance(checks, list)
    findings = [
        f"{check['name']}: {check['verdict']}, {check['seen']}"
        for check in checks
        if check["verdict"] != "pass"
    ]
    return Played(
        scenario=str(result["scenario"]),
        cell=" ".join(f"{name}={value}" for name, value in cell.items()),
        outcome=str(result["outcome"]),
        findings=(*findings, *([str(trouble)] if trouble else [])),
    )


def rounds(scenarios: Sequence[str], count: int, runs: Path) -> Iterator[Played]:
    """Play every scenario as often as asked, in rounds, so that each meets the machine as it changes."""
    for _ in range(count):
        for scenario in scenarios:
            yield from play(scenario, runs)


def table(played: Iterable[Played]) -> Iterator[str]:
    """A line for each combination of each scenario."""
    outcomes: dict[tuple[str, str], Counter[str]] = {}
    for each in played:
        outcomes.setdefault((each.scenario, each.cell), Counter())[each.outcome] += 1
    yield f"{'scenario':<56}{'pass':>6}{'inconclusive':>14}{'fail':>6}{'other':>7}"
    totals = Counter[str]()
    for (scenario, cell), counts in outcomes.items():
        totals.update(counts)
        yield _row(f"{scenario} {cell}".strip(), counts)
    yield _row("all", totals)


def _row(name: str, counts: Counter[str]) -> str:
    known = [counts[outcome] for outcome in ("pass", "inconclusive", "fail")]
    passed, inconclusive, failed = known
    return f"{name:<56}{passed:>6}{inconclusive:>14}{failed:>6}{counts.total() - sum(known):>7}"
