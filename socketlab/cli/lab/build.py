"""``lab build``: build images."""

from __future__ import annotations

from typing import Annotated

import typer

from socketlab.cli.called import tell


def build(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME", help="Images to build, such as mail-server; those of the lab by default."
        ),
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Build every image.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Rebuild images that are up to date, too.")] = False,
) -> None:
    """Build images that are missing or out of date.

    \b
    Examples:
      socketlab lab build
      socketlab lab build mail-server ftp-server
      socketlab lab build --all
    """
    from socketlab.lab.standing import build as build_images

    build_images(names or [], everything=everything, force=force, say=tell)
