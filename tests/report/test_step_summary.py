"""The summary on the page of a CI job."""

from __future__ import annotations

import os
from pathlib import Path

from socketlab.report.step_summary import LARGEST_SUMMARY, append_summary
from tests.report.results import PASSED, a_result

RESULT = a_result(PASSED)


def test_summaries_are_appended(tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    assert append_summary(RESULT, str(file))
    assert append_summary(RESULT, str(file))
    assert file.read_text().count("## PASS: test") == 2


def test_a_summary_that_would_make_the_page_too_large_to_be_shown_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    file.write_bytes(b"x" * (LARGEST_SUMMARY - 10))
    assert not append_summary(RESULT, str(file))
    assert file.stat().st_size == LARGEST_SUMMARY - 10


def test_a_file_that_cannot_be_written_fails_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for name in ("", str(tmp_path), str(tmp_path / "missing" / "file"), str(tmp_path / "fifo"), "a\0b"):
        assert not append_summary(RESULT, name)
    assert not append_summary(RESULT, "/dev/null")
