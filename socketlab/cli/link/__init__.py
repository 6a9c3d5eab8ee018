"""The commands of ``socketlab link``, one file each."""

from __future__ import annotations

from collections.abc import Callable

import typer

from socketlab.cli.commands import SETTINGS, Command, Group
from socketlab.cli.link.reset import reset
from socketlab.cli.link.set import set_link
from socketlab.cli.link.show import show

app = typer.Typer(cls=Group, context_settings=SETTINGS, rich_markup_mode=None)

VERBS: dict[str, Callable[..., int | None]] = {"show": show, "set": set_link, "reset": reset}
for _name, _function in VERBS.items():
    app.command(_name, cls=Command)(_function)


@app.callback()
def link() -> None:
    """Show and change the links of a run that is up.

    \b
    Examples:
      socketlab link show
      socketlab link set left right delay=200ms
      socketlab link reset
    """
