"""The console on a terminal: a line for each client while the run lasts, then a table of checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from socketlab.checks.api import Verdict
from socketlab.events import Event
from socketlab.language.printable import printable
from socketlab.plan.model import Plan
from socketlab.report.plain import show_failed, show_measurements
from socketlab.report.progress import Progress
from socketlab.report.result import Result
from socketlab.report.wording import open_questions, word_of

MOST_LINES = 40
"""Hosts and clients shown live; more are counted."""

_USUAL_WIDTH = 80
"""Columns of a terminal that does not know its own."""

_COLOURS = {
    "pass": "green",
    "fail": "bold red",
    "inconclusive": "yellow",
    "unknown": "yellow",
    "warning": "yellow",
    "interrupted": "yellow",
}


def make_console() -> Console:
    """The terminal; one that gives its width as 0 has the usual one."""
    console = Console(highlight=False)
    if console.width < 1:
        console.width = _USUAL_WIDTH
    return console


class LiveView:
    """One line for each client, redrawn while the run goes on.

    Args:
        plan: The run.
        console: Where to draw.
        now: Seconds since the run began.
    """

    def __init__(self, plan: Plan, console: Console, now: Callable[[], float]) -> None:
        self._progress = Progress(plan)
        self._now = now
        self._console = console
        self._live = Live(
            console=console,
            get_renderable=self._draw,
            refresh_per_second=8,
            transient=False,
            redirect_stdout=False,
        )

    def __enter__(self) -> Self:
        """Start drawing."""
        plan = self._progress.plan
        run = printable(f"  run {plan.run}, seed {plan.seed}")
        self._console.print(Text.assemble((printable(plan.label), "bold"), run))
        for note in plan.notes:
            self._console.print(Text(printable(f"note: {note}"), style="yellow"))
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Draw for the last time."""
        self._live.stop()

    def __call__(self, event: Event) -> None:
        """Update what is drawn."""
        self._progress.take(event)

    def _draw(self) -> Group:
        table = Table(box=None, show_header=False, pad_edge=False)
        lines = [*self._progress.hosts.values(), *self._progress.clients.values()]
        for line in lines[:MOST_LINES]:
            end = self._now() if line.until_s is None else line.until_s
            timed = line.state not in ("planned", "ready", "at the gate", "started")
            elapsed = f"{max(0.0, end - line.since_s):.2f}s" if timed else ""
            if line.container_s is not None:
                elapsed += f" (container {line.container_s:.2f}s)"
            style = "green" if line.state == "exited 0" else "red" if line.until_s else "cyan"
            quiet = line.state == "stopped" or line.until_s is None
            table.add_row(
                Text(printable(line.name)), Text(line.state, style="cyan" if quiet else style), elapsed
            )
        more = len(lines) - MOST_LINES
        rest = [Text(f"and {more} more")] if more > 0 else []
        return Group(table, *rest, Text(f"{self._progress.phase}  {self._now():.1f}s", style="dim"))


def show_table(result: Result, console: Console) -> None:
    """As :func:`socketlab.report.plain.show_result`, with the checks as a table, in colour."""
    hidden = open_questions(result)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("", "check", "seen"):
        table.add_column(heading, overflow="fold")
    for check in result.checks:
        if check not in hidden:
            seen = printable(check.seen) if check.verdict is Verdict.PASS else "see below"
            word = word_of(check)
            verdict = Text(word, style=_COLOURS[word])
            table.add_row(verdict, Text(printable(check.name)), Text(seen))
    console.print(table)

    def tell(line: str) -> None:
        console.print(Text(printable(line)), soft_wrap=True)

    for check in result.checks:
        if check.verdict is not Verdict.PASS and check not in hidden:
            show_failed(check, result, tell)
    show_measurements(result, tell)
    outcome = Text(result.outcome.upper(), style=_COLOURS[result.outcome])
    console.print(Text.assemble(outcome, printable(f"  {result.label}  {result.folder}")), soft_wrap=True)
