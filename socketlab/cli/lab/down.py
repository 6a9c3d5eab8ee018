"""``lab down``: remove the standing lab."""

from __future__ import annotations

from socketlab.cli.called import tell


def down() -> None:
    """Remove the lab's hosts and network.

    \b
    Example:
      socketlab lab down
    """
    from socketlab.lab.standing import open_lab

    open_lab(tell).down()
