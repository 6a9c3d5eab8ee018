"""The table of hosts that ``up`` and ``status`` end with."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from socketlab.language.printable import printable
from socketlab.runtimes.docker.lab import LabHost

_STYLES = {"healthy": "green", "starting": "yellow"}


def show_hosts(hosts: Sequence[LabHost], console: Console | None = None) -> None:
    """Print the hosts: address, ports, state and purpose.

    Args:
        hosts: In the order to print.
        console: Where to; standard output unless given.
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("host", "address", "port", "published at", "state", "what it is"):
        table.add_column(heading, no_wrap=heading != "what it is")
    for host in hosts:
        table.add_row(*_cells(host))
    console = console or Console()
    if not console.is_terminal or console.width < 1:
        console.width = 120
    console.print(table)


def _cells(host: LabHost) -> tuple[str | Text, ...]:
    state = host.health if host.state == "running" and host.health else host.state
    style = _STYLES.get(state, "red")
    return (
        Text(printable(host.name)),
        host.address or "-",
        " ".join(str(port.inside) for port in host.ports) or "-",
        "\n".join(port.outside for port in host.ports if port.outside) or "-",
        Text(printable(state), style=style),
        Text(printable(host.about)),
    )
