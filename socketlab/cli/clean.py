"""``clean``: remove what runs left behind."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from socketlab.cli.options import Format, OutputFormat, RuntimeName
from socketlab.console import say, say_json
from socketlab.errors import ExitCode

if TYPE_CHECKING:
    from socketlab.runtimes.api import Leftover


def clean(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List only, remove nothing.")] = False,
    runtime: RuntimeName = None,
    output: OutputFormat = Format.TEXT,
) -> int:
    """Remove what killed or kept runs left behind.

    Each container and network is listed as it is removed. Runs in progress are not touched, nor is anything
    that was not created by a run.

    \b
    Examples:
      socketlab clean --dry-run
      socketlab clean
    """
    from socketlab.run.cleaning import find_dead, remove_dead
    from socketlab.runtimes import make_runtime

    removed: list[Leftover] = []

    def show(leftover: Leftover) -> None:
        removed.append(leftover)
        if output is Format.TEXT:
            say(f"{leftover.kind:<10} {leftover.name}  (run {leftover.run} of {leftover.scenario})")

    with closing(make_runtime(runtime)) as opened:
        if dry_run:
            for leftover in find_dead(opened):
                show(leftover)
        else:
            remove_dead(opened, show)
        alive = {leftover.run for leftover in opened.leftovers(None) if leftover.owner_alive}
    if output is Format.JSON:
        say_json({"removed": not dry_run, "leftovers": [asdict(item) for item in removed]})
        return ExitCode.PASS
    if alive:
        say(f"not removed, still in progress: run {', '.join(sorted(alive))}")
    say(f"{'would remove' if dry_run else 'removed'} {_counted(removed)}" if removed else "nothing to clean")
    return ExitCode.PASS


def _counted(removed: list[Leftover]) -> str:
    """``7 containers and 1 network``."""
    from socketlab.language.figures import counted

    kinds = sorted({leftover.kind for leftover in removed})
    numbers = {kind: sum(leftover.kind == kind for leftover in removed) for kind in kinds}
    return " and ".join(counted(number, kind, f"{kind}s") for kind, number in numbers.items())
