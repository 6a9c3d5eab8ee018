"""``lab status``: show the standing lab."""

from __future__ import annotations

from socketlab.cli.called import tell


def status() -> None:
    """Show every host: address, ports, state and purpose.

    \b
    Example:
      socketlab lab status
    """
    from socketlab.lab.standing import open_lab

    open_lab(tell).status()
