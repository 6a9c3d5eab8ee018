"""Every writer's file, and that each is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.report import WRITERS, write_all
from socketlab.report.result import Result
from tests.report.results import FAILED, PASSED, a_report


def test_no_two_writers_write_the_same_file() -> None:
    assert (
        len({writer.file for writer in WRITERS}) == len({writer.name for writer in WRITERS}) == len(WRITERS)
    )


def test_all_reports_are_written(tmp_path: Path) -> None:
    report = a_report(PASSED, FAILED, outcome="fail", exit_code=1)
    write_all(report, tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {writer.file for writer in WRITERS}
    assert Result.model_validate_json((tmp_path / "result.json").read_bytes()) == report.result


def test_a_folder_that_cannot_be_written_to_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_all(a_report(), tmp_path / "missing")
