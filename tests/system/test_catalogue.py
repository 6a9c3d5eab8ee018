"""Every scenario of the catalogue, played for real."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from socketlab.spec.catalog import find, names
from socketlab.spec.load import load
from tests.system.left import assert_nothing_left
from tests.system.shell import Shell

pytestmark = pytest.mark.docker


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
    finished = shell.run("run", *arguments, "--format", "json")
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
        "logs",
    }
    assert {path.name for path in folder.iterdir()} == expected
    assert json.loads((folder / "result.json").read_text())["run"] == result["run"]
    assert json.loads((folder / "environment.json").read_text())["engine"]
    assert_nothing_left(result["run"])


def test_serial_echo_takes_a_second_for_each_client_and_parallel_echo_does_not(shell: Shell) -> None:
    serial = shell.run("run", "serial-echo", "--format", "json").results[0]["fleets"]["clients"]
    parallel = shell.run("run", "parallel-echo", "--set", "server=thread-server", "--format", "json").results[
        0
    ]
    times = sorted(serial["client_elapsed_s"])
    assert [round(time) for time in times] == list(range(1, 9))
    assert parallel["fleets"]["clients"]["elapsed_s"] < serial["elapsed_s"] / 3


def test_getfile_brings_64_megabytes_whole_to_a_client_and_shows_both_digests(shell: Shell) -> None:
    finished = shell.run("run", "getfile", "--format", "json")
    (result,) = finished.results
    events = (shell.folder / result["folder"] / "events.jsonl").read_text().splitlines()
    placed = {e["path"]: e for e in map(json.loads, events) if e["event"] == "file-seen"}
    notes = [json.loads(line)["note"] for line in events if '"event":"noted"' in line]
    arrived = {note["path"]: note for note in notes if note["event"] == "file"}
    assert placed["/srv/lab/file-1.bin"]["size"] == 64_000_000
    for number in range(1, 5):
        here, there = arrived[f"file-{number}.bin"], placed[f"/srv/lab/file-{number}.bin"]
        assert (here["size"], here["sha256"]) == (there["size"], there["sha256"])


def test_a_stored_run_judged_again_has_the_same_verdict(shell: Shell) -> None:
    first = shell.run("run", "two-ports", "--format", "json").results[0]
    again = shell.run("judge", first["folder"], "--format", "json").results[0]
    assert again["checks"] == first["checks"]
    assert again["outcome"] == first["outcome"]


def test_plain_output_ends_with_the_verdict_and_the_evidence_folder(shell: Shell) -> None:
    finished = shell.run("run", "two-ports")
    last = finished.out.splitlines()[-1].split()
    assert last[0] == "PASS"
    assert (shell.folder / last[-1] / "result.json").is_file()
    assert "\x1b" not in finished.out


def test_the_plan_starts_nothing_and_is_what_is_played(shell: Shell) -> None:
    planned = json.loads(shell.run("plan", "two-ports", "--seed", "7", "--format", "json").out)
    result = shell.run("run", "two-ports", "--seed", "7", "--format", "json").results[0]
    played = json.loads((Path(shell.folder) / result["folder"] / "plan.json").read_text())
    text = json.dumps(planned).replace(planned["run"], played["run"])
    same = json.loads(text)
    same["network"]["subnets"] = played["network"]["subnets"]  # they follow from the run's id
    assert same == played
