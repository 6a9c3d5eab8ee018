"""``bundle``: a run in one file, for a bug report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from socketlab.console import say
from socketlab.errors import ExitCode, InvalidInput, reason_of


def bundle(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The evidence folder of a stored run.")],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="The file; RUN's name here unless given.")
    ] = None,
) -> int:
    """Pack a stored run into one compressed file, for a bug report.

    Secrets in environments are masked by the names of their variables; links are not followed, and long
    logs are cut. Look into the file before you send it.

    \b
    Examples:
      socketlab bundle runs/latest
      socketlab bundle runs/latest --to report.tar.gz
    """
    from socketlab.record.layout import PLAN
    from socketlab.report.bundle import write_bundle

    folder = run.resolve()
    if not (folder / PLAN).is_file():
        raise InvalidInput(f'no stored run in "{run}"', hint="name a folder below runs/")
    file = to or Path(f"{folder.parent.name}-{folder.name}.tar.gz")
    try:
        left = write_bundle(folder, file)
    except OSError as error:
        raise InvalidInput(f'"{file}" cannot be written: {reason_of(error)}') from error
    for sentence in left:
        say(f"note: {sentence}", error=True)
    say(f"{file}: {file.stat().st_size} bytes")
    return ExitCode.PASS
