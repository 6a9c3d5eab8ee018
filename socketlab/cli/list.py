"""``list``: the catalogue of scenarios."""

from __future__ import annotations

from socketlab.cli.options import Format, OutputFormat
from socketlab.console import say, say_json
from socketlab.errors import ExitCode


def list_scenarios(output: OutputFormat = Format.TEXT) -> int:
    """List the scenarios of the catalogue.

    \b
    Examples:
      socketlab list
      socketlab list --format json
    """
    from socketlab.spec.catalog import summaries

    rows = summaries()
    if output is Format.JSON:
        say_json(rows)
        return ExitCode.PASS
    width = max((len(str(row["name"])) for row in rows), default=0)
    for row in rows:
        runs = f"{row['runs']} run" + ("s" if row["runs"] != 1 else "")
        say(f"{row['name']:<{width}}  {runs:>7}  {row['title']}")
    return ExitCode.PASS
