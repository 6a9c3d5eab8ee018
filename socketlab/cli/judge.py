"""``judge``: from stored evidence to a verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from socketlab.cli.options import Format, OutputFormat
from socketlab.cli.show import Shown
from socketlab.console import say


def judge(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER", help="Evidence folders of stored runs.")],
    output: OutputFormat = Format.TEXT,
) -> int:
    """Judge stored runs again, from their evidence alone.

    Their reports are written again as well.

    \b
    Examples:
      socketlab judge runs/latest
      socketlab judge runs/parallel-echo/* --format json
    """
    from socketlab.report import write_all
    from socketlab.wiring import Choices, report_of

    show = Shown(output)
    for folder in folders:
        report = report_of(folder)
        try:
            write_all(report, folder)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            note = f'note: the reports in "{folder}" were not updated: {reason}'
            say(note, error=True)
        show.result(report.result, Choices())
    return show.finish()
