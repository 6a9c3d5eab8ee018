"""Every scenario of the catalogue, played for real."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from socketlab.spec.catalog import find, names
from socketlab.spec.load import load
from tests.system.left import assert_nothing_left
from tests.system.shell import Shell

pytestmark = [pytest.mark.docker, pytest.mark.spread]


def served_one_after_the_other(result: dict[str, Any], _folder: Path) -> None:
    times = sorted(result["fleets"]["clients"]["client_elapsed_s"])
    assert [round(time) for time in times] == list(range(1, 9))


def served_at_once(result: dict[str, Any], _folder: Path) -> None:
    assert result["fleets"]["clients"]["elapsed_s"] < 8 / 3


def whole_with_both_digests(_result: dict[str, Any], folder: Path) -> None:
    """64 megabytes have arrived at each client, and what both sides have of them is shown."""
    events = (folder / "events.jsonl").read_text().splitlines()
    placed = {e["path"]: e for e in map(json.loads, events) if e["event"] == "file-seen"}
    notes = [json.loads(line)["note"] for line in events if '"event":"noted"' in line]
    arrived = {note["path"]: note for note in notes if note["event"] == "file"}
    assert placed["/srv/lab/file-1.bin"]["size"] == 64_000_000
    for number in range(1, 5):
        here, there = arrived[f"file-{number}.bin"], placed[f"/srv/lab/file-{number}.bin"]
        assert (here["size"], here["sha256"]) == (there["size"], there["sha256"])


FURTHER: dict[str, Callable[[dict[str, Any], Path], None]] = {
    "serial-echo": served_one_after_the_other,
    "parallel-echo": served_at_once,
    "getfile": whole_with_both_digests,
}
"""What else is to be seen in the evidence of a scenario."""


def cells() -> list[tuple[str, ...]]:
    """Each cell of each scenario as the arguments that play it alone."""
    found = []
    for name in names():
        for scenario in load(find(name)):
            settings = [word for key, value in scenario.cell.items() for word in ("--set", f"{key}={value}")]
            found.append((name, *settings))
    return found


@pytest.mark.parametrize("arguments", cells(), ids=lambda arguments: "-".join(arguments[::2]))
def test_each_cell_passes_and_leaves_evidence_and_nothing_else(
    shell: Shell, arguments: tuple[str, ...]
) -> None:
    finished = shell.decide("run", *arguments, "--format", "json")
    (result,) = finished.results
    assert (finished.code, result["outcome"]) == (0, "pass"), result
    assert {check["verdict"] for check in result["checks"]} == {"pass"}
    folder = shell.folder / result["folder"]
    assert (shell.folder / "runs" / "latest").resolve() == folder.resolve()
    expected = {
        "plan.json",
        "scenario.resolved.yaml",
        "environment.json",
        "events.jsonl",
        "result.json",
        "summary.md",
        "junit.xml",
        "trace.json",
        "logs",
    }
    assert {path.name for path in folder.iterdir()} == expected
    assert json.loads((folder / "result.json").read_text())["run"] == result["run"]
    assert json.loads((folder / "environment.json").read_text())["engine"]
    assert_nothing_left(result["run"])
    if arguments[0] in FURTHER:
        FURTHER[arguments[0]](result, folder)


def test_a_run_is_told_in_plain_lines_and_judged_again_has_the_same_verdict(shell: Shell) -> None:
    finished = shell.run("run", "two-ports")
    last = finished.out.splitlines()[-1].split()
    assert last[0] == "PASS"
    assert "\x1b" not in finished.out
    first = json.loads((shell.folder / last[-1] / "result.json").read_text())
    again = shell.run("judge", last[-1], "--format", "json").results[0]
    assert again["checks"] == first["checks"]
    assert again["outcome"] == first["outcome"]


def test_the_plan_starts_nothing_and_is_what_is_played(shell: Shell) -> None:
    planned = json.loads(shell.run("plan", "two-ports", "--seed", "7", "--format", "json").out)
    result = shell.run("run", "two-ports", "--seed", "7", "--format", "json").results[0]
    played = json.loads((Path(shell.folder) / result["folder"] / "plan.json").read_text())
    text = json.dumps(planned).replace(planned["run"], played["run"])
    same = json.loads(text)
    same["network"]["subnets"] = played["network"]["subnets"]  # they follow from the run's id
    assert same == played
