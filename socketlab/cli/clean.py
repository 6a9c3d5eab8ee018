"""``clean`` and ``doctor``: the machine rather than the scenario."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from socketlab.cli.options import Format, RuntimeName
from socketlab.errors import ExitCode

if TYPE_CHECKING:
    from socketlab.runtimes.api import Leftover

OutputFormat = Annotated[Format, typer.Option("--format", help="How to print.")]


def clean(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List only, remove nothing.")] = False,  # noqa: FBT002
    runtime: RuntimeName = None,
    output: OutputFormat = Format.TEXT,
) -> int:
    """List what killed or kept runs left behind, then remove it.

    Runs that are being played now are left alone, and so is everything that no run made.

    \b
    Examples:
      python -m scenarios clean --dry-run
      python -m scenarios clean
    """  # noqa: D301
    from socketlab.run.cleaning import find_dead, remove_dead
    from socketlab.runtimes import make_runtime

    removed: list[Leftover] = []

    def tell(leftover: Leftover) -> None:
        removed.append(leftover)
        if output is Format.TEXT:
            print(
                f"{leftover.kind:<10} {leftover.name}  (run {leftover.run} of {leftover.scenario})",
                flush=True,
            )

    with closing(make_runtime(runtime)) as opened:
        if dry_run:
            for leftover in find_dead(opened):
                tell(leftover)
        else:
            remove_dead(opened, tell)
        alive = {leftover.run for leftover in opened.leftovers(None) if leftover.owner_alive}
    if output is Format.JSON:
        print(json.dumps({"removed": not dry_run, "leftovers": [asdict(item) for item in removed]}, indent=2))
        return ExitCode.PASS
    if alive:
        print(f"left alone, still being played: run {', '.join(sorted(alive))}")
    print(f"{'would remove' if dry_run else 'removed'} {len(removed)}" if removed else "nothing to clean")
    return ExitCode.PASS


def doctor(output: OutputFormat = Format.TEXT) -> int:
    """Look whether this machine can play scenarios; each finding with what to do about it.

    \b
    Example:
      python -m scenarios doctor
    """  # noqa: D301
    from socketlab.lab.doctor import examine

    findings = examine()
    if output is Format.JSON:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            advice = f" ({finding.advice})" if finding.advice else ""
            print(f"{finding.level:<5} {finding.subject}: {finding.seen}{advice}")
    return ExitCode.LAB_ERROR if any(finding.level == "fail" for finding in findings) else ExitCode.PASS
