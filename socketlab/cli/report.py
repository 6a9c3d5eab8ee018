"""``report``: a stored run as a page for a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from socketlab.cli.called import tell
from socketlab.cli.judge import run_in
from socketlab.errors import ExitCode, LabError, reason_of

Folders = Annotated[
    list[Path] | None,
    typer.Argument(metavar="RUN", help="Folders of stored runs: the latest.", show_default=False),
]
Open = Annotated[bool, typer.Option("--open", help="Open the pages in the browser.")]


def report(folders: Folders = None, open_: Open = False) -> int:
    """Write report.html for stored runs, and print where it is.

    The page has the verdict, a timeline, the checks with their evidence, latency, logs and the scenario. It
    needs no network and no other file. A run whose player was killed is marked as incomplete.

    \b
    Examples:
      socketlab report
      socketlab report runs/latest --open
      socketlab report runs/parallel-echo/*
    """
    from socketlab.record.layout import LATEST
    from socketlab.wiring import runs_folder

    for named in folders or [runs_folder() / LATEST]:
        file = write_report(run_in(named))
        tell(str(file))
        if open_:
            _open(file)
    return ExitCode.PASS


def write_report(folder: Path) -> Path:
    """Write the page of a stored run; its folder is judged again for it.

    Raises:
        LabError: when the folder cannot be written to.
    """
    from socketlab.report.page.files import write_page
    from socketlab.wiring import report_of

    try:
        return write_page(report_of(folder, partial=True), folder)
    except OSError as error:
        raise LabError(f'the report in "{folder}" was not written: {reason_of(error)}') from error


def _open(file: Path) -> None:
    import webbrowser

    if not webbrowser.open(file.resolve().as_uri()):
        raise LabError("no browser was found", hint="open the file that is named above")
