"""``bundle``: a stored run in one file."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from socketlab.cli.app import run_command_line
from tests.run.harness import play, scenario


def test_a_run_is_packed_and_one_that_is_not_there_or_packed_already_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs/small/one").mkdir(parents=True)
    play(tmp_path / "runs/small/one", scenario())
    (tmp_path / "runs/small/one/samples").mkdir()
    (tmp_path / "runs/small/one/samples/x.jsonl").mkdir()
    assert run_command_line(["bundle", "runs/small/one"]) == 0
    output = capsys.readouterr()
    assert output.out.startswith("small-one.tar.gz: ")
    assert output.err == "note: samples/x.jsonl is left out: it is not a regular file\n"
    with tarfile.open("small-one.tar.gz") as opened:
        assert {"one/plan.json", "one/events.jsonl"} <= set(opened.getnames())
    assert run_command_line(["bundle", "runs/small/one"]) == 4
    assert "cannot be written: file exists" in capsys.readouterr().err
    assert run_command_line(["bundle", "nowhere"]) == 4
