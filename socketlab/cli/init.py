"""``init``: write a first scenario."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from socketlab.cli.called import tell, to_paste


def init(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="Where to write; the current folder by default.", show_default=False
        ),
    ] = Path(),
) -> None:
    """Write a first scenario.

    In a folder with a compose file, the scenario uses services of that file. In a folder without one, init
    writes a small example project: a server, a client, a compose file, and a scenario for them. The first
    line of the scenario names the schema, also written, for editors. Existing files are never changed.

    \b
    Examples:
      socketlab init
      socketlab init my-project
    """
    from socketlab.starter.choice import choose, find_compose
    from socketlab.starter.writing import OWN_CLIENT, SCENARIO, write_example, write_scenario

    compose = find_compose(folder)
    if compose is None:
        written, first = write_example(folder), f"docker build -t first-example {folder}"
    else:
        choice = choose(compose, os.environ)
        written = write_scenario(compose, choice)
        own = choice.client is None or choice.client_image == OWN_CLIENT
        first = to_paste("lab build client") if own else ""
    for path in written:
        tell(f"wrote {path}")
    for number, command in enumerate(filter(None, (first, to_paste(f"run {folder / SCENARIO}")))):
        tell(f"{'next:' if number == 0 else 'then:'} {command}")
