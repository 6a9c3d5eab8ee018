"""``report``: stored runs as pages for a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from socketlab.cli.called import tell
from socketlab.cli.judge import run_in
from socketlab.errors import ExitCode, LabError, reason_of

if TYPE_CHECKING:
    from socketlab.report.api import Report

Folders = Annotated[
    list[Path] | None,
    typer.Argument(metavar="RUN", help="Folders of stored runs: the latest.", show_default=False),
]
Open = Annotated[bool, typer.Option("--open", help="Open the page in the browser.")]


def report(folders: Folders = None, open_: Open = False) -> int:
    """Write report.html for stored runs, and print where it is.

    The page has the verdict, a timeline, the checks with their evidence, latency, logs and the scenario. It
    needs no network and no other file. A run whose player was killed is marked as incomplete. Several runs
    have one more page, with a row for each: timelines side by side, measures, and links to their pages.

    \b
    Examples:
      socketlab report
      socketlab report runs/latest --open
      socketlab report runs/parallel-echo/*
    """
    from socketlab.record.layout import LATEST
    from socketlab.wiring import runs_folder

    runs = [run_in(named) for named in folders or [runs_folder() / LATEST]]
    reports = [(write_report(folder), folder) for folder in runs]
    file = _page_of(reports)
    tell(str(file))
    if open_:
        _open(file)
    return ExitCode.PASS


def _page_of(reports: list[tuple[Report, Path]]) -> Path:
    from socketlab.record.layout import REPORT
    from socketlab.report.page.files import write_comparison

    if len(reports) == 1:
        return reports[0][1] / REPORT
    try:
        return write_comparison(reports)
    except OSError as error:
        raise LabError(f"the page of all runs was not written: {reason_of(error)}") from error


def write_report(folder: Path) -> Report:
    """Write the page of a stored run; its folder is judged again for it.

    Raises:
        LabError: when the folder cannot be written to.
    """
    from socketlab.report.page.files import write_page
    from socketlab.wiring import report_of

    made = report_of(folder, partial=True)
    try:
        write_page(made, folder)
    except OSError as error:
        raise LabError(f'the report in "{folder}" was not written: {reason_of(error)}') from error
    return made


def _open(file: Path) -> None:
    import webbrowser

    if not webbrowser.open(file.resolve().as_uri()):
        raise LabError("no browser was found", hint="open the file that is named above")
