"""``judge``: a stored run's reports are written again, where its folder lets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.cli.app import run_command_line
from socketlab.report import WRITERS
from tests.run.harness import play, scenario


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    play(tmp_path, scenario())
    return tmp_path


def test_all_reports_are_written_again(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["judge", str(stored)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"PASS  small  {stored}"
    for writer in WRITERS:
        assert (stored / writer.file).stat().st_size > 0


def test_a_folder_that_takes_no_reports_is_judged_all_the_same(
    stored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (stored / WRITERS[0].file).mkdir()
    assert run_command_line(["judge", str(stored)]) == 0
    output = capsys.readouterr()
    assert output.err == f'note: the reports in "{stored}" were not updated: is a directory\n'
    assert output.out.splitlines()[-1] == f"PASS  small  {stored}"


def test_a_folder_that_cannot_be_judged_does_not_keep_the_others_from_it(
    stored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["judge", "nowhere", str(stored), "x" * 300]) == 4
    output = capsys.readouterr()
    assert f"PASS  small  {stored}" in output.out.splitlines()
    first, second = output.err.splitlines()
    assert first.startswith('error: no stored run in "nowhere": no such file or directory')
    assert second.startswith('error: no stored run in "xxx')
    assert "file name too long" in second


def test_a_failed_check_outranks_a_folder_that_cannot_be_judged(tmp_path: Path) -> None:
    play(tmp_path, scenario(more="checks: [{output: {fleet: clients, contains: never}}]"))
    assert run_command_line(["judge", str(tmp_path), "nowhere"]) == 1


def test_the_folder_of_all_runs_is_refused_with_the_newest_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for run in ("20260101T000000Z-a", "20270101T000000Z-b"):
        (tmp_path / "runs" / "small" / run).mkdir(parents=True)
        play(tmp_path / "runs" / "small" / run, scenario())
    newest = tmp_path / "runs" / "small" / run
    for folder in (tmp_path / "runs", tmp_path / "runs" / "small"):
        assert run_command_line(["judge", str(folder)]) == 4
        assert capsys.readouterr().err == (
            f'error: "{folder}" has runs below it, and is not one (name one of them, such as {newest})\n'
        )
    (tmp_path / "runs" / "latest").symlink_to(f"small/{run}")
    assert run_command_line(["judge", str(tmp_path / "runs" / "latest")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"PASS  small  {newest}"


@pytest.mark.parametrize("columns", ["-5", "0", "1", "7", "x"])
def test_a_narrow_terminal_gets_all_of_a_verdict(
    stored: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", columns)
    assert run_command_line(["judge", str(stored)]) == 0
    assert f"  small  {stored}" in capsys.readouterr().out.splitlines()[-1]


def test_the_checks_of_another_file_are_asked_and_nothing_is_written(
    stored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(scenario(more="checks: [{output: {fleet: clients, contains: never}}]"))
    assert run_command_line(["judge", str(stored), "--with", str(other)]) == 1
    output = capsys.readouterr().out
    assert f"({other}:13:10)" in output
    assert output.splitlines()[-1] == f"FAIL  small  {stored}"
    assert not any((stored / writer.file).exists() for writer in WRITERS)


def test_what_the_run_does_not_have_is_told_with_its_line(
    stored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.yaml"
    text = scenario(
        hosts="elsewhere: {service: server}", more="checks: [{threads: {host: elsewhere, at: 1s, count: 1}}]"
    )
    other.write_text(text)
    assert run_command_line(["judge", str(stored), "--with", str(other)]) == 4
    assert capsys.readouterr().err == f'{other}:13:10 the run has no host "elsewhere"\n'
