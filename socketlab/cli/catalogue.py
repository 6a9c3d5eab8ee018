"""``list`` and ``validate``: scenarios as files."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from socketlab.cli.options import Format, read_settings
from socketlab.errors import ExitCode, InvalidFile, SocketlabError


def list_scenarios(
    output: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TEXT,
) -> int:
    """List the catalogue: each scenario's name, runs, and what it shows.

    \b
    Example:
      python -m scenarios list
    """  # noqa: D301
    from socketlab.spec.catalog import summaries

    rows = summaries()
    if output is Format.JSON:
        print(json.dumps(rows, indent=2))
        return ExitCode.PASS
    width = max((len(str(row["name"])) for row in rows), default=0)
    for row in rows:
        runs = f"{row['runs']} run" + ("s" if row["runs"] != 1 else "")
        print(f"{row['name']:<{width}}  {runs:>7}  {row['title']}")
    return ExitCode.PASS


def validate(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME|FILE...", help="Scenarios of the catalogue, or files.")
    ],
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a variable.")
    ] = None,
) -> int:
    """Check scenarios without playing them; every problem is shown with its line.

    \b
    Examples:
      python -m scenarios validate my-scenario.yaml
      python -m scenarios validate scenarios/*.yaml
    """  # noqa: D301
    from socketlab.spec.catalog import find
    from socketlab.spec.load import load

    pairs = read_settings(settings or [])
    wrong = False
    for name in names:
        try:
            cells = load(find(name), settings=pairs)
        except InvalidFile as error:
            wrong = True
            print("\n".join(str(problem) for problem in error.problems), file=sys.stderr)
        except SocketlabError as error:
            wrong = True
            print(f"error: {error}", file=sys.stderr)
        else:
            print(f"{name}: valid, {len(cells)} run" + ("s" if len(cells) != 1 else ""))
    return ExitCode.INVALID if wrong else ExitCode.PASS
