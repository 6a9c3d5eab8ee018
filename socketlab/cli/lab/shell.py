"""``lab shell``: a shell on one of the lab's hosts."""

from __future__ import annotations

from typing import Annotated

import typer

from socketlab.cli.called import tell


def shell(
    host: Annotated[
        str, typer.Argument(metavar="HOST", help="A host as lab status lists it: fork-server, client-3.")
    ],
) -> None:
    """Open a shell on a host.

    \b
    Example:
      socketlab lab shell client-1
    """
    from socketlab.lab.standing import open_lab

    open_lab(tell).shell(host)
