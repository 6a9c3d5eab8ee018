"""``lab logs``: show what the lab's hosts have printed."""

from __future__ import annotations

from typing import Annotated

import typer

from socketlab.cli.called import tell


def logs(
    host: Annotated[
        str | None, typer.Argument(metavar="HOST", help="One host; all of them by default.")
    ] = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Continue as more is printed.")] = False,
) -> None:
    """Show what the hosts have printed.

    \b
    Examples:
      socketlab lab logs
      socketlab lab logs fork-server --follow
    """
    from socketlab.lab.standing import open_lab

    open_lab(tell).logs(host, follow=follow)
