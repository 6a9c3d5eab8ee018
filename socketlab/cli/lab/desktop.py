"""``lab desktop``: the course's windows in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from socketlab.cli.called import tell


def desktop(
    *, down: Annotated[bool, typer.Option("--down", help="Remove the desktop instead.")] = False
) -> None:
    """Show the course's windows in the browser.

    It builds and starts what is missing (the desktop, and a getfile server to download from), waits until the
    page is available, and prints its address and the password. The desktop runs until --down, or lab down.
    Running it again prints a new password.

    \b
    Examples:
      socketlab lab desktop
      socketlab lab desktop --down
    """
    from socketlab.lab import desktop as page
    from socketlab.lab.standing import open_lab

    lab = open_lab(tell)
    (page.close_desktop if down else page.open_desktop)(lab)
