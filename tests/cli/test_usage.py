"""The command line in a hurried person's hands: one clear line, the right exit status, no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Answer:
    code: int
    out: str
    err: str


def ask(folder: Path, *arguments: str, **environment: str) -> Answer:
    done = subprocess.run(
        [sys.executable, "-m", "scenarios", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


NO_ENGINE = {"DOCKER_HOST": "unix:///nowhere/docker.sock"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run"], "name a scenario, a file or a --tag"),
        (["run", "--tag", "chaptr"], 'did you mean "chapter"?'),
        (["run", "paralel-echo"], 'did you mean "parallel-echo"?'),
        (["run", "nothing-like-it"], "see python -m scenarios list"),
        (["run", "missing.yaml"], 'cannot read "missing.yaml": no such file'),
        (["run", "./"], "it is a folder"),
        (["run", "parallel-echo", "--set", "serer=x"], 'did you mean "server"?'),
        (["run", "parallel-echo", "--set", "server"], "write --set name=value"),
        (["run", "parallel-echo", "--timeout", "30"], 'did you mean "30s"?'),
        (["run", "parallel-echo", "--timeout", "0s"], "--timeout must be more than nothing"),
        (["run", "parallel-echo", "--repeat", "0"], "--repeat"),
        (["run", "parallel-echo", "--seed", "-1"], "--seed"),
        (["run", "parallel-echo", "--format", "xml"], "--format"),
        (["run", "parallel-echo", "--set", "server=fork-sever"], 'did you mean "fork-server"?'),
        (["run", "parallel-echo", "--set", "clients=none"], "must be a whole number"),
        (["plan", "nothing"], 'no scenario "nothing"'),
        (["judge", "nowhere"], 'no stored run in "nowhere"'),
        (["frobnicate"], "No such command"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_what_is_wrong_with_a_command_is_said_in_one_line_and_exits_4(
    tmp_path: Path, arguments: list[str], says: str
) -> None:
    answer = ask(tmp_path, *arguments, **NO_ENGINE)
    assert answer.code == 4, answer
    assert says in answer.err
    assert len(answer.err.splitlines()) == 1
    assert answer.out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [["run", "parallel-echo"], ["plan", "parallel-echo"], ["clean"], ["lab", "status"], ["lab", "up"]],
)
def test_without_an_engine_each_command_says_so_and_exits_3(tmp_path: Path, arguments: list[str]) -> None:
    answer = ask(tmp_path, *arguments, **NO_ENGINE)
    assert answer.code == 3, answer
    assert "engine" in answer.err.lower()
    assert "make engine" in answer.err
    assert len(answer.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_doctor_without_an_engine_still_looks_at_the_rest(tmp_path: Path) -> None:
    answer = ask(tmp_path, "doctor", "--format", "json", **NO_ENGINE)
    findings = {finding["subject"]: finding for finding in json.loads(answer.out)}
    assert answer.code == 3
    assert findings["python"]["level"] == "ok"
    assert findings["engine"]["level"] == "fail"
    assert findings["engine"]["advice"]


@pytest.mark.docker
def test_doctor_finds_nothing_wrong_with_a_machine_that_plays_runs(tmp_path: Path) -> None:
    answer = ask(tmp_path, "doctor")
    assert answer.code == 0, answer
    assert "fail" not in answer.out


def test_validate_tells_every_problem_of_every_file_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("hosts: {}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("hosts: [\n", encoding="utf-8")
    answer = ask(tmp_path, "validate", "a.yaml", "b.yaml", "serial-echo", **NO_ENGINE)
    assert answer.code == 4
    assert "serial-echo: valid, 1 run" in answer.out
    assert {line.split(":")[0] for line in answer.err.splitlines()} == {"a.yaml", "b.yaml"}


@pytest.mark.parametrize("command", ["run", "list", "validate", "plan", "judge", "clean", "doctor"])
def test_help_of_every_command_shows_an_example(tmp_path: Path, command: str) -> None:
    answer = ask(tmp_path, command, "--help")
    assert answer.code == 0
    assert f"  python -m scenarios {command}" in answer.out


def test_every_scenario_of_the_catalogue_is_valid_and_listed(tmp_path: Path) -> None:
    listed = json.loads(ask(tmp_path, "list", "--format", "json").out)
    names = [row["name"] for row in listed]
    assert {"parallel-echo", "serial-echo", "two-ports", "getfile"} <= set(names)
    assert ask(tmp_path, "validate", *names, **NO_ENGINE).code == 0
    assert all(row["title"] for row in listed)
