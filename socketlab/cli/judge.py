"""``judge``: from stored evidence to a verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from socketlab.cli.options import Format, OutputFormat
from socketlab.cli.show import Shown


def judge(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER", help="Evidence folders of stored runs.")],
    output: OutputFormat = Format.TEXT,
) -> int:
    """Judge stored runs again, from their evidence alone.

    \b
    Examples:
      socketlab judge runs/latest
      socketlab judge runs/parallel-echo/* --format json
    """  # noqa: D301 - typer wants the escape as it is
    from socketlab.wiring import Choices, judge_again

    show = Shown(output)
    for folder in folders:
        show.result(judge_again(folder), Choices())
    return show.finish()
