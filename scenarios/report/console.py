"""The console: live lines while a run lasts, then its checks, then one line with the verdict."""

from __future__ import annotations

import sys
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from scenarios.checks.verdict import Verdict
from scenarios.events import Event
from scenarios.plan.model import Plan
from scenarios.report.progress import Progress, in_words
from scenarios.report.result import CheckReport, Result

MOST_LINES = 40
"""Clients shown live; more are counted."""

_COLOURS = {
    "pass": "green", "fail": "bold red", "inconclusive": "yellow", "unknown": "yellow", "interrupted": "yellow",
}  # fmt: skip


class PlainView:
    """Plain lines, for pipes, files and CI."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def __enter__(self) -> PlainView:
        """Say what will be played, and how."""
        print(f"== {self._plan.label} (run {self._plan.run}, seed {self._plan.seed})", flush=True)
        for note in self._plan.notes:
            print(f"   note: {note}", flush=True)
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def __call__(self, event: Event) -> None:
        """Print the event, if it is worth a line."""
        words = in_words(event)
        if words is not None:
            print(f"{event.at_s:8.3f}s  {words}", flush=True)


class QuietView:
    """Shows nothing: the result alone is wanted."""

    def __enter__(self) -> QuietView:
        """Nothing to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def __call__(self, event: Event) -> None:
        """Take the event and say nothing."""


class LiveView:
    """One line for each client, drawn again while the run goes on.

    Args:
        plan: The run.
        console: Where to draw.
        now: Seconds since the run began.
    """

    def __init__(self, plan: Plan, console: Console, now: Any) -> None:
        self._progress = Progress(plan)
        self._now = now
        self._console = console
        self._live = Live(
            console=console, get_renderable=self._draw, refresh_per_second=8, transient=False, redirect_stdout=False
        )

    def __enter__(self) -> LiveView:
        """Begin to draw."""
        plan = self._progress.plan
        self._console.print(Text.assemble((plan.label, "bold"), f"  run {plan.run}, seed {plan.seed}"))
        for note in plan.notes:
            self._console.print(Text(f"note: {note}", style="yellow"))
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Draw for the last time."""
        self._live.stop()

    def __call__(self, event: Event) -> None:
        """Let the event change what is drawn."""
        self._progress.take(event)

    def _draw(self) -> Group:
        table = Table(box=None, show_header=False, pad_edge=False)
        lines = [*self._progress.hosts.values(), *self._progress.clients.values()]
        for line in lines[:MOST_LINES]:
            end = self._now() if line.until_s is None else line.until_s
            timed = line.state not in ("planned", "ready", "at the gate", "started")
            elapsed = f"{max(0.0, end - line.since_s):.2f}s" if timed else ""
            style = "green" if line.state == "exited 0" else "red" if line.until_s else "cyan"
            quiet = line.state == "stopped" or line.until_s is None
            table.add_row(line.name, Text(line.state, style="cyan" if quiet else style), elapsed)
        more = len(lines) - MOST_LINES
        rest = [Text(f"and {more} more")] if more > 0 else []
        return Group(table, *rest, Text(f"{self._progress.phase}  {self._now():.1f}s", style="dim"))


def show_result(result: Result, console: Console) -> None:
    """The checks, each that did not pass with expected, seen and evidence; then the last line."""
    if console.is_terminal:
        _show_table(result, console)
    else:
        for check in result.checks:
            print(f"  {check.verdict:<8} {check.name}: {check.seen}")
            _show_failed(check, result, lambda line: print(f"           {line}"))
    for fleet, report in result.fleets.items():
        skew = "unknown" if report.start_skew_s is None else f"{report.start_skew_s * 1000:.1f}ms"
        took = "unknown" if report.elapsed_s is None else f"{report.elapsed_s:.3f}s"
        print(f"  {fleet}: {report.ended} of {report.clients} ended, start skew {skew}, took {took}")
    if result.left:
        print(f"  not removed: {'; '.join(result.left)} (run python -m scenarios clean)")
    if result.trouble:
        print(f"  lab error: {result.trouble}")
    sys.stdout.flush()
    verdict = Text(result.outcome.upper(), style=_COLOURS[result.outcome])
    console.print(Text.assemble(verdict, f"  {result.label}  {result.folder}"), soft_wrap=True)


def _show_table(result: Result, console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("", "check", "seen"):
        table.add_column(heading, overflow="fold")
    for check in result.checks:
        table.add_row(Text(check.verdict, style=_COLOURS[check.verdict]), Text(check.name), Text(check.seen))
    console.print(table)
    for check in result.checks:
        _show_failed(check, result, lambda line: console.print(Text(line), soft_wrap=True))


def _show_failed(check: CheckReport, result: Result, say: Any) -> None:
    if check.verdict is Verdict.PASS:
        return
    place = "" if check.place == "implied" else f" ({check.place})"
    say(f"check {check.number}{place}: {check.name}")
    say(f"  expected {check.expected}")
    say(f"  seen     {check.seen}")
    for file in check.evidence:
        say(f"  evidence {result.folder}/{file}")


def show_summary(results: list[Result]) -> None:
    """One line a run, when there were several."""
    print()
    for result in results:
        times = [f"{report.elapsed_s:.2f}s" for report in result.fleets.values() if report.elapsed_s is not None]
        print(f"  {result.outcome:<13} {result.label:<50} {' '.join(times):<8} {result.folder}")
    counts = {outcome: sum(r.outcome == outcome for r in results) for outcome in _COLOURS}
    words = ", ".join(f"{number} {outcome}" for outcome, number in counts.items() if number)
    print(f"{len(results)} runs: {words}", flush=True)
