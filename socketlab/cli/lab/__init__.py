"""The commands of ``socketlab lab``, one file each.

They import their implementation only when one of them runs, so that help is fast.
"""

from __future__ import annotations

from collections.abc import Callable

import typer

from socketlab.cli.commands import SETTINGS, Command, Group
from socketlab.cli.lab.build import build
from socketlab.cli.lab.desktop import desktop
from socketlab.cli.lab.down import down
from socketlab.cli.lab.logs import logs
from socketlab.cli.lab.shell import shell
from socketlab.cli.lab.status import status
from socketlab.cli.lab.up import up

app = typer.Typer(cls=Group, context_settings=SETTINGS, rich_markup_mode=None)

VERBS: dict[str, Callable[..., int | None]] = {
    "up": up,
    "down": down,
    "status": status,
    "logs": logs,
    "shell": shell,
    "desktop": desktop,
    "build": build,
}
for _name, _function in VERBS.items():
    app.command(_name, cls=Command)(_function)


@app.callback()
def lab() -> None:
    """Start, show and remove the standing lab.

    In the lab every server has a host of its own; eight warm clients are idle.

    \b
    Examples:
      socketlab lab up
      socketlab lab status
      socketlab lab down
    """
