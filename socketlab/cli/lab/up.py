"""``lab up``: start the standing lab."""

from __future__ import annotations

from socketlab.cli.called import tell, to_paste


def up() -> None:
    """Build what is missing, start every host, and show them.

    It returns when all hosts are healthy. Running it again changes nothing.

    \b
    Examples:
      socketlab lab up
      COMPOSE_PROFILES=standards,peers socketlab lab up
    """
    from socketlab.lab.standing import open_lab

    open_lab(tell).up()
    tell(f"next: {to_paste('run parallel-echo')}")
