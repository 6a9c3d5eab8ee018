"""``lab status``: show the standing lab."""

from __future__ import annotations

from dataclasses import asdict

from socketlab.cli.called import tell
from socketlab.cli.options import Format, OutputFormat
from socketlab.console import say_json


def status(output: OutputFormat = Format.TEXT) -> None:
    """Show every host: address, ports, state and purpose.

    \b
    Examples:
      socketlab lab status
      socketlab lab status --format json
    """
    from socketlab.lab.standing import open_lab

    lab = open_lab(tell)
    if output is Format.JSON:
        say_json([asdict(host) for host in lab.current()])
    else:
        lab.status()
