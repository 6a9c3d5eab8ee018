"""``compare``: two sides, a limit, a baseline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from socketlab.cli.app import run_command_line
from tests.run.harness import play, scenario, slow


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for side, seconds in (("before", 1.0), ("after", 1.5)):
        for number in range(4):
            folder = tmp_path / side / f"run-{number}"
            folder.mkdir(parents=True)
            play(folder, scenario(), {"client": slow(seconds + number / 100)})
    return tmp_path


def test_repeats_that_differ_by_more_than_the_limit_fail(
    runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["compare", "before", "after"]) == 0
    assert run_command_line(["compare", "before", "after", "--limit", "200%"]) == 0
    assert run_command_line(["compare", "before", "after", "--limit", "10"]) == 1
    assert "beyond the limit: small: clients elapsed (s)" in capsys.readouterr().out.splitlines()
    assert run_command_line(["compare", "before", "before", "--limit", "0%", "--format", "json"]) == 0
    assert {each["finding"] for each in json.loads(capsys.readouterr().out)} == {"same"}
    assert runs.exists()


def test_a_baseline_is_stored_the_first_time_and_compared_with_then(
    runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_baseline = ["compare", "--baseline", "main", "--limit", "10%", "--format", "markdown"]
    assert run_command_line([*with_baseline, "before"]) == 0
    assert capsys.readouterr().err == 'stored the baseline "main" in runs/.baselines/main.json\n'
    assert run_command_line([*with_baseline, "after", "--update"]) == 1
    assert capsys.readouterr().out.startswith("| measure | before | after |")
    assert run_command_line([*with_baseline, "after"]) == 0
    (runs / "runs/.baselines/main.json").write_text("[]")
    assert run_command_line([*with_baseline, "after"]) == 4
    assert "is not a baseline" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["before"], "1 given (name two runs, or one and a --baseline)"),
        (["before", "nowhere"], 'no stored run in "nowhere"'),
        (["before", "after", "--limit", "much"], '"much" is not a percentage'),
        (["before", "--baseline", "../x"], "a baseline has a plain name"),
    ],
)
def test_what_cannot_be_compared_is_an_error(
    runs: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run_command_line(["compare", *arguments]) == 4
    assert message in capsys.readouterr().err
    assert runs.exists()
