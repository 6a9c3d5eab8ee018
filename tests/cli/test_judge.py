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
