"""``judge``: from stored evidence to a verdict."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from socketlab.cli.called import tell, tell_problems
from socketlab.cli.options import ResultFormat, ResultsFormat
from socketlab.cli.scenarios import load_one
from socketlab.cli.show import Shown
from socketlab.console import say
from socketlab.errors import ExitCode, InvalidFile, InvalidInput, SocketlabError, reason_of

if TYPE_CHECKING:
    from socketlab.report.result import Result
    from socketlab.spec.load import Scenario

_MOST_LOOKED_AT = 10_000
"""Folders below a wrong one in which a run is looked for, for the hint."""


def judge(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER", help="Evidence folders of stored runs.")],
    other: Annotated[
        str | None,
        typer.Option(
            "--with", metavar="NAME|FILE", help="Ask the checks of another scenario; write nothing."
        ),
    ] = None,
    output: ResultsFormat = ResultFormat.TEXT,
) -> int:
    """Judge stored runs again, from their evidence alone.

    Their reports are written again as well. A folder that cannot be judged does not keep the others from it;
    the status is then 4, unless a check of another run failed.

    \b
    Examples:
      socketlab judge runs/latest
      socketlab judge runs/parallel-echo/* --format json
      socketlab judge runs/latest --with stricter.yaml
    """
    show = Shown(output)
    asked = _checks_of(other) if other is not None else ()
    refused = False
    for folder in folders:
        try:
            _judge(folder, show, asked)
        except InvalidFile as error:
            refused = True
            tell_problems(error.problems)
        except SocketlabError as error:
            refused = True
            tell(f"error: {error}", error=True)
    status = show.finish()
    return ExitCode.INVALID if refused and status not in (ExitCode.FAIL, ExitCode.INTERRUPTED) else status


def _checks_of(name: str) -> tuple[Scenario, ...]:
    """The scenario whose checks are asked, in every combination of its matrix."""
    from socketlab.spec.catalog import find

    return load_one(find(name), {})


def _judge(named: Path, show: Shown, asked: tuple[Scenario, ...]) -> None:
    from socketlab.report import write_all
    from socketlab.wiring import Choices, report_of

    folder = run_in(named)
    if asked:
        show.result(_judge_with(asked, folder), Choices())
        return
    report = report_of(folder)
    try:
        write_all(report, folder)
    except OSError as error:
        reason = reason_of(error)
        say(f'note: the reports in "{folder}" were not updated: {reason}', error=True)
    show.result(report.result, Choices())


def _judge_with(asked: tuple[Scenario, ...], folder: Path) -> Result:
    """The result of a run by the checks of another scenario."""
    from socketlab.judging.judge import judge as answers_of
    from socketlab.judging.other_checks import with_checks_of
    from socketlab.judging.record import read_record
    from socketlab.report.result import make_result

    record = with_checks_of(asked, read_record(folder))
    return make_result(record, answers_of(record), folder=str(folder))


def run_in(named: Path) -> Path:
    """The run's own folder, where a link such as ``runs/latest`` points at it.

    Raises:
        InvalidInput: when runs are below it.
    """
    from socketlab.record.layout import PLAN

    try:
        folder = named.parent / named.readlink() if named.is_symlink() else named
        if folder.is_dir() and not (folder / PLAN).exists():
            below = itertools.islice(
                itertools.chain(folder.glob(f"*/{PLAN}"), folder.glob(f"*/*/{PLAN}")), _MOST_LOOKED_AT
            )
            newest = max((file.parent for file in below), key=lambda run: run.name, default=None)
            if newest is not None:
                raise InvalidInput(
                    f'"{named}" has runs below it, and is not one', hint=f"name one of them, such as {newest}"
                )
    except OSError as error:
        reason = reason_of(error)
        raise InvalidInput(
            f'no stored run in "{named}": {reason}', hint="name a folder below runs/"
        ) from error
    return folder
