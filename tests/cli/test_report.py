"""``report``: stored runs become pages."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from socketlab.cli.app import run_command_line
from tests.run.harness import play, scenario


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stored run that is the latest."""
    folder = tmp_path / "runs" / "small" / "20270101T000000Z-b"
    folder.mkdir(parents=True)
    play(folder, scenario())
    (tmp_path / "runs" / "latest").symlink_to("small/20270101T000000Z-b")
    monkeypatch.setenv("SOCKETLAB_RUNS", str(tmp_path / "runs"))
    return folder


def test_the_latest_run_is_the_one_that_is_meant(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["report"]) == 0
    assert capsys.readouterr().out == f"{stored / 'report.html'}\n"
    text = (stored / "report.html").read_text(encoding="utf-8")
    assert "PASS</span> small" in text
    assert "incomplete" not in text


@pytest.mark.parametrize("kept", [b"", b'{"at_s":0.0,"ev', None, 3])
def test_a_run_that_was_killed_has_a_page_with_everything_up_to_then(
    stored: Path, kept: bytes | int | None
) -> None:
    events = stored / "events.jsonl"
    lines = events.read_bytes().splitlines(keepends=True)
    if kept is None:
        events.unlink()
    else:
        events.write_bytes(b"".join(lines[:kept]) + b'{"at_s"' if isinstance(kept, int) else kept)
    assert run_command_line(["report", str(stored)]) == 0
    text = (stored / "report.html").read_text(encoding="utf-8")
    assert ", INCOMPLETE</span> small" in text
    assert ('id="event-3"' in text) == (kept == 3)


def test_a_folder_without_a_run_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["report", str(tmp_path)]) == 4
    assert "no stored run in" in capsys.readouterr().err


def test_a_page_that_cannot_be_written_is_an_error(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stored / "report.html").mkdir()
    assert run_command_line(["report"]) == 3
    assert f'the report in "{stored}" was not written: is a directory' in capsys.readouterr().err


@pytest.mark.parametrize(("found", "status"), [(True, 0), (False, 3)])
def test_a_browser_is_opened_where_there_is_one(
    stored: Path, monkeypatch: pytest.MonkeyPatch, *, found: bool, status: int
) -> None:
    opened = []

    def open_(address: str) -> bool:
        opened.append(address)
        return found

    monkeypatch.setattr(webbrowser, "open", open_)
    assert run_command_line(["report", "--open"]) == status
    assert opened == [(stored / "report.html").as_uri()]


def test_several_runs_have_one_more_page(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = stored.with_name("20270102T000000Z-c")
    other.mkdir()
    play(other, scenario())
    assert run_command_line(["report", str(stored), str(other)]) == 0
    assert capsys.readouterr().out == f"{stored.parent}.html\n"
    text = Path(f"{stored.parent}.html").read_text(encoding="utf-8")
    assert "<h1>2 runs: 2 pass</h1>" in text
    assert (other / "report.html").is_file()
    Path(f"{stored.parent}.html").unlink()
    Path(f"{stored.parent}.html").mkdir()
    assert run_command_line(["report", str(stored), str(other)]) == 3
    assert "the page of all runs was not written: is a directory" in capsys.readouterr().err
