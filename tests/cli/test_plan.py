"""``plan`` shows every run and starts nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from socketlab.cli.app import run_command_line
from tests.cli.runtimes import InMemory
from tests.run.harness import scenario


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "small.yaml"
    path.write_text(scenario(more="matrix: {size: [1, 2]}"), encoding="utf-8")
    return str(path)


def test_each_run_of_a_matrix_is_planned_and_nothing_is_made(
    in_memory: list[InMemory], file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["plan", file, "--seed", "7", "--timeout", "9s", "--ready-timeout", "8s"]) == 0
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [
        "small [size=1]",
        "small [size=2]",
    ]
    assert out.count("seed 7") == out.count("timeout 9s") == out.count("everything ready within 8s") == 2
    (runtime,) = in_memory
    assert runtime.verbs == []


def test_programs_get_the_plan_itself(
    in_memory: list[InMemory], file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["plan", file, "--set", "size=1", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["cell"] == {"size": "1"}
    assert len(in_memory) == 1
