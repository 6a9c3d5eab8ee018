"""The commands of ``python -m scenarios lab``.

They import what does the work only when one of them runs, so that help is there at once.
"""

from __future__ import annotations

from types import ModuleType
from typing import Annotated

import typer

app = typer.Typer(
    help="The standing lab: every server a host of its own, and eight idle workstations.",
    no_args_is_help=True,
)

Host = Annotated[str, typer.Argument(metavar="HOST", help="As status names it: fork-server, client-3.")]


@app.command()
def up() -> None:
    """Build what is missing, start every host, and show them.

    It returns when all hosts are well. A second time it changes nothing.
    """
    _standing().open_lab().up()


@app.command()
def down() -> None:
    """Remove the lab's hosts and network."""
    _standing().open_lab().down()


@app.command()
def status() -> None:
    """Show every host: where, how and what it is."""
    _standing().open_lab().status()


@app.command()
def logs(
    host: Annotated[
        str | None, typer.Argument(metavar="HOST", help="One host; all of them without it.")
    ] = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as more is printed.")] = False,
) -> None:
    """Show what the hosts have printed."""
    _standing().open_lab().logs(host, follow=follow)


@app.command()
def shell(host: Host) -> None:
    """Open a shell on a host."""
    _standing().open_lab().shell(host)


@app.command()
def desktop(
    *, down: Annotated[bool, typer.Option("--down", help="Take the desktop away instead.")] = False
) -> None:
    """Show the course's windows in the browser, behind a password that is good for one login.

    It builds and starts what is missing (the workstation, and a getfile server for it to ask), waits until
    the page answers, and prints where it is and the password. The desktop stays until --down, or lab down; a
    second call gives a new password.
    """
    from socketlab.lab import desktop as workstation

    lab = _standing().open_lab()
    (workstation.close_desktop if down else workstation.open_desktop)(lab)


@app.command()
def build(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Images such as mail-server; what the lab needs without."),
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Build every image of the repository.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Build also what is up to date.")] = False,
) -> None:
    """Build the images that are missing or out of date."""
    _standing().build(names or [], everything=everything, force=force)


def _standing() -> ModuleType:
    from socketlab.lab import standing

    return standing
