"""``list``: the catalogue of scenarios."""

from __future__ import annotations

import json

from socketlab.cli.options import Format, OutputFormat
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
        print(json.dumps(rows, indent=2))
        return ExitCode.PASS
    width = max((len(str(row["name"])) for row in rows), default=0)
    for row in rows:
        runs = f"{row['runs']} run" + ("s" if row["runs"] != 1 else "")
        print(f"{row['name']:<{width}}  {runs:>7}  {row['title']}")
    return ExitCode.PASS
