"""``list``: the catalogue of scenarios."""

from __future__ import annotations

from typing import Annotated

import typer

from socketlab.cli.options import Format, OutputFormat
from socketlab.console import say, say_json
from socketlab.errors import ExitCode

Profiles = Annotated[
    bool, typer.Option("--profiles", help="List the profiles of links instead, with their sources.")
]


def list_scenarios(output: OutputFormat = Format.TEXT, profiles: Profiles = False) -> int:
    """List the scenarios of the catalogue, or the profiles of links.

    \b
    Examples:
      socketlab list
      socketlab list --format json
      socketlab list --profiles
    """
    if profiles:
        return _list_profiles(output)
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


def _list_profiles(output: Format) -> int:
    from socketlab.links.deriving import conditions_of
    from socketlab.links.settings import set_in
    from socketlab.links.wording import conditions_in_words
    from socketlab.spec.profiles import read_profiles

    found = read_profiles()
    if output is Format.JSON:
        say_json({name: each.model_dump(mode="json", exclude_none=True) for name, each in found.items()})
        return ExitCode.PASS
    for name, profile in found.items():
        say(f"{name}: {profile.about}")
        for word, settings in (("up", profile.up), ("down", profile.down)):
            say(f"  {word:<5} {', '.join(conditions_in_words(conditions_of(set_in(settings))))}")
        say(f"  source: {profile.source}")
    return ExitCode.PASS
