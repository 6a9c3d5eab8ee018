"""The console on a terminal: a line for each client while the run lasts, then a table of checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from socketlab.checks.api import Verdict
from socketlab.events import Event
from socketlab.language.figures import counted
from socketlab.language.printable import printable
from socketlab.plan.model import Plan
from socketlab.report.folding import LARGE, tally_of
from socketlab.report.plain import show_failed, show_measurements
from socketlab.report.progress import Line, Progress
from socketlab.report.result import Result
from socketlab.report.wording import open_questions, word_of

MOST_LINES = 40
"""Hosts and clients shown live; more are counted."""

_WELL = {"planned", "started", "ready", "at the gate", "running", "exited 0", "stopped"}
"""States of a client that need no attention."""

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
        place: Which of several runs it is, such as ``[12/37]``; empty for a single one.
        every: Whether each client of a large fleet has a line of its own.
    """

    def __init__(
        self,
        plan: Plan,
        console: Console,
        now: Callable[[], float],
        *,
        place: str = "",
        every: bool = False,
    ) -> None:
        self._progress = Progress(plan)
        self._place = place
        sizes = Counter(client.fleet for client in plan.clients)
        self._large = {} if every else {name: size for name, size in sizes.items() if size > LARGE}
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
        place = f"{self._place} " if self._place else ""
        self._console.print(Text.assemble(place, (printable(plan.label), "bold"), run))
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
        lines = [*self._progress.hosts.values(), *self._single()]
        for line in lines[:MOST_LINES]:
            table.add_row(*self._row(line))
        more = len(lines) - MOST_LINES
        rest = [Text(f"and {more} more")] if more > 0 else []
        totals = [Text(printable(f"{name}: {self._total(name)}")) for name in self._large]
        phase = Text(f"{self._progress.phase}  {self._now():.1f}s", style="dim")
        return Group(table, *rest, *totals, phase)

    def _row(self, line: Line) -> tuple[Text, Text, str]:
        end = self._now() if line.until_s is None else line.until_s
        timed = line.state not in ("planned", "ready", "at the gate", "started")
        elapsed = f"{max(0.0, end - line.since_s):.2f}s" if timed else ""
        if line.container_s is not None:
            elapsed += f" (container {line.container_s:.2f}s)"
        style = "green" if line.state == "exited 0" else "red" if line.until_s else "cyan"
        quiet = line.state == "stopped" or line.until_s is None
        return Text(printable(line.name)), Text(line.state, style="cyan" if quiet else style), elapsed

    def _single(self) -> list[Line]:
        """The clients with a line each: those of small fleets, and of large ones what needs attention."""
        clients = self._progress.clients
        return [
            clients[client.host.name]
            for client in self._progress.plan.clients
            if client.fleet not in self._large or clients[client.host.name].state not in _WELL
        ]

    def _total(self, fleet: str) -> str:
        """How many clients of a large fleet are in each state."""
        members = self._progress.plan.fleet(fleet)
        states = tally_of(self._progress.clients[client.host.name].state for client in members)
        return f"{counted(len(members), 'client', 'clients')}, {states}"


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
