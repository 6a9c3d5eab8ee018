"""``compare``: two runs, or two sets of repeats, measure by measure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from socketlab.console import say, say_json
from socketlab.errors import ExitCode, InvalidInput, reason_of

if TYPE_CHECKING:
    from socketlab.report.comparison import Comparison, Measures

_SCHEMA = 1
_BASELINES = ".baselines"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_LARGEST_BASELINE = 1 << 25


class TableFormat(StrEnum):
    """How a table is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def compare(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN", help="One or two runs, or folders with repeats.")
    ],
    limit: Annotated[
        str | None, typer.Option("--limit", metavar="PERCENT", help="Fail if a measure differs by more.")
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline", metavar="NAME", help="Compare with what is stored; store it the first time."
        ),
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="Store the baseline again afterwards.")] = False,
    output: Annotated[TableFormat, typer.Option("--format", help="The output format.")] = TableFormat.TEXT,
) -> int:
    """Compare the measures of two runs, or of two folders of repeats.

    Medians are compared. With four or more values on each side, the Mann-Whitney test says whether a
    difference is more than noise (below p = 0.05); with fewer, the limit alone decides.

    \b
    Examples:
      socketlab compare runs/echo/20260101T000000Z-a runs/echo/20260102T000000Z-b
      socketlab compare before after --limit 10%
      socketlab compare runs/echo --baseline main --limit 10% --format markdown
    """
    limit_ratio = _ratio(limit)
    sides = [_measured(folder) for folder in runs]
    if baseline is not None:
        return _with_baseline(baseline, sides, limit_ratio, output, update=update)
    if len(sides) != 2:
        raise InvalidInput(f"{len(sides)} given", hint="name two runs, or one and a --baseline")
    return _show(sides[0], sides[1], limit_ratio, output)


def _ratio(limit: str | None) -> float | None:
    if limit is None:
        return None
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?%?", limit):
        raise InvalidInput(f'--limit: "{limit[:80]}" is not a percentage', hint="write --limit 10%")
    return float(limit.removesuffix("%")) / 100


def _measured(folder: Path) -> Measures:
    """The measures of a run, or of all runs below a folder.

    Raises:
        InvalidInput: when there is none.
    """
    from socketlab.record.layout import PLAN
    from socketlab.report.comparison import measures_of
    from socketlab.wiring import judge_again

    found = [folder] if (folder / PLAN).exists() else sorted(_below(folder, PLAN))
    if not found:
        raise InvalidInput(f'no stored run in "{folder}"', hint="name a folder below runs/")
    return measures_of([judge_again(each) for each in found])


def _below(folder: Path, plan: str) -> set[Path]:
    """The runs in a folder and in its folders; a link to a run, such as ``latest``, is not counted twice."""
    files = (*folder.glob(f"*/{plan}"), *folder.glob(f"*/*/{plan}"))
    return {file.parent.resolve() for file in files}


def _with_baseline(
    name: str, sides: Sequence[Measures], limit_ratio: float | None, output: TableFormat, *, update: bool
) -> int:
    from socketlab.wiring import runs_folder

    if len(sides) != 1 or not _NAME.fullmatch(name):
        raise InvalidInput("a baseline has a plain name, and one run is compared with it")
    file = runs_folder() / _BASELINES / f"{name}.json"
    status: int = ExitCode.PASS
    try:
        known = file.exists()
        if known:
            status = _show(_read(file), sides[0], limit_ratio, output)
        if update or not known:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps({"schema": _SCHEMA, "measures": sides[0]}) + "\n", encoding="utf-8")
            say(f'stored the baseline "{name}" in {file}', error=True)
    except OSError as error:
        raise InvalidInput(f'the baseline "{file}" cannot be used: {reason_of(error)}') from error
    return status


def _read(file: Path) -> Measures:
    from socketlab.judging.folder import read_small
    from socketlab.record.bounds import tree_from_json

    try:
        tree = tree_from_json(read_small(file, most=_LARGEST_BASELINE), longest_text=1 << 16)
        measures = {str(name): tuple(map(float, values)) for name, values in tree["measures"].items()}
        known = tree["schema"] == _SCHEMA and all(measures.values())
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidInput(f'"{file}" is not a baseline') from error
    if not known:
        raise InvalidInput(f'"{file}" is not a baseline that this version reads')
    return measures


def _show(before: Measures, after: Measures, limit_ratio: float | None, output: TableFormat) -> int:
    from socketlab.report.comparison import as_json
    from socketlab.report.comparison import compare as compare_measures

    found = compare_measures(before, after)
    beyond = [each for each in found if limit_ratio is not None and each.exceeds(limit_ratio)]
    if output is TableFormat.JSON:
        say_json([{**as_json(each), "beyond_limit": each in beyond} for each in found])
    else:
        for line in _table(found, markdown=output is TableFormat.MARKDOWN):
            say(line)
        for each in beyond:
            say(f"beyond the limit: {each.name}")
    return ExitCode.FAIL if beyond else ExitCode.PASS


def _table(found: Sequence[Comparison], *, markdown: bool) -> list[str]:
    from socketlab.report.comparison import HEADINGS, columns_of

    rows = [HEADINGS, *(columns_of(each) for each in found)]
    if markdown:
        cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
        lines = [f"| {' | '.join(row)} |" for row in cells]
        return [lines[0], f"|{' --- |' * len(HEADINGS)}", *lines[1:]]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    padded = ([f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)] for row in rows)
    return ["  ".join(row).rstrip() for row in padded]
