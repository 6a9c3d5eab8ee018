"""``report.html`` in a run's folder: what it needs beside the record is read there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from socketlab.errors import InvalidInput
from socketlab.judging.folder import read_small
from socketlab.record.layout import REPORT, RESOLVED, sample_name
from socketlab.report import replace_file
from socketlab.report.api import Report
from socketlab.report.page.document import page

_LARGEST_SCENARIO = 1 << 18
_LARGEST_SAMPLES = 1 << 24
"""Bytes; a larger file is left out of the page."""


def write_page(report: Report, folder: Path) -> Path:
    """Write the page of a run into its folder.

    Returns:
        Where it is.

    Raises:
        OSError: when the folder cannot be written to.
    """
    scenario = _text(folder / RESOLVED, most=_LARGEST_SCENARIO)
    samples = _text(folder / sample_name("resources"), most=_LARGEST_SAMPLES)
    file = folder / REPORT
    replace_file(file, page(replace(report, scenario=scenario, samples=samples)))
    return file


def _text(file: Path, *, most: int) -> str:
    with suppress(OSError, InvalidInput):
        return read_small(file, most=most).decode("utf-8", "replace")
    return ""
