"""Reports of a run for users and programs, made from its record and verdicts only."""

from __future__ import annotations

from pathlib import Path

from socketlab.report.api import Report, Writer
from socketlab.report.json_result import JSONResult
from socketlab.report.junit import JUnit
from socketlab.report.summary import Summary
from socketlab.report.trace import TraceJSON

WRITERS: tuple[Writer, ...] = (JSONResult(), Summary(), JUnit(), TraceJSON())
"""The files that report on a run, in the order in which they are written."""


def write_all(report: Report, folder: Path) -> None:
    """Write every report into a run's folder.

    Raises:
        OSError: when the folder cannot be written to.
    """
    for writer in WRITERS:
        replace_file(folder / writer.file, writer.write(report))


def replace_file(file: Path, content: bytes) -> None:
    """Write a file anew; a link that a stranger put in its place is replaced, not followed.

    Raises:
        OSError: when its folder cannot be written to.
    """
    fresh = file.with_name(f".{file.name}.new")
    fresh.unlink(missing_ok=True)
    with fresh.open("xb") as opened:
        opened.write(content)
    fresh.replace(file)
