"""``report.html`` in a run's folder: what it needs beside the record is read there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from socketlab.errors import InvalidInput
from socketlab.judging.folder import read_small
from socketlab.record.layout import REPORT, RESOLVED, sample_name
from socketlab.report import replace_file
from socketlab.report.api import Report
from socketlab.report.page.document import page
from socketlab.report.page.several import comparison

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


def write_comparison(runs: Sequence[tuple[Report, Path]]) -> Path:
    """Write the page of several runs, which leads to their own pages.

    It is in the folder that the runs have in common; for runs of one scenario beside the scenario's folder,
    where it is not taken for a run.

    Args:
        runs: Each run with its folder.

    Returns:
        Where it is.

    Raises:
        OSError: when the folder cannot be written to.
    """
    parents = {folder.absolute().parent for _, folder in runs}
    common = Path(os.path.commonpath(parents))
    file = common.with_name(f"{common.name}.html") if len(parents) == 1 else common / REPORT
    addresses = [quote(os.path.relpath(folder.absolute() / REPORT, file.parent)) for _, folder in runs]
    listed = zip((report for report, _ in runs), addresses, strict=True)
    replace_file(file, comparison([(report, f"./{address}") for report, address in listed]))
    return file


def _text(file: Path, *, most: int) -> str:
    with suppress(OSError, InvalidInput):
        return read_small(file, most=most).decode("utf-8", "replace")
    return ""
