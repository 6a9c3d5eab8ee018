"""The console without a terminal: plain lines while a run lasts, its checks, then one line with the verdict.

A piped run does not load the library for colours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Self

from socketlab.checks.api import Verdict
from socketlab.console import say
from socketlab.events import Event
from socketlab.plan.model import Plan
from socketlab.report.folding import Folding
from socketlab.report.outcomes import tally, worst_of
from socketlab.report.result import CheckReport, Result
from socketlab.report.waiting import waiting_lines
from socketlab.report.wording import (
    details_of,
    fleet_sentence,
    full_logs_of,
    heading_of,
    killed_of,
    leftovers_of,
    moment,
    open_questions,
    place_of,
    why_cut_short,
    word_of,
)

_WIDEST_COLUMN = 60
"""Characters of a column of the summary."""


class PlainView:
    """Plain lines, for pipes, files and CI.

    Args:
        plan: The run.
        place: Which of several runs it is, such as ``[12/37]``; empty for a single one.
        every: Whether each client of a large fleet has lines of its own.
    """

    def __init__(self, plan: Plan, *, place: str = "", every: bool = False) -> None:
        self._plan = plan
        self._place = place
        self._folding = Folding(plan, every=every)

    def __enter__(self) -> Self:
        """Print what will be played."""
        place = f"{self._place} " if self._place else ""
        say(f"== {place}{self._plan.label} (run {self._plan.run}, seed {self._plan.seed})")
        for note in self._plan.notes:
            say(f"   note: {note}")
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def __call__(self, event: Event) -> None:
        """Print the event, if it is worth a line."""
        for sentence in self._folding.sentences(event):
            say(f"{moment(event.at_s)}  {sentence}")


class QuietView:
    """Shows nothing: only the result is printed."""

    def __enter__(self) -> Self:
        """Nothing to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def __call__(self, event: Event) -> None:
        """Ignore the event."""


def show_result(result: Result) -> None:
    """The checks, those that did not pass with expected, seen and evidence; the last line is the verdict."""
    hidden = open_questions(result)
    for check in result.checks:
        if check.verdict is Verdict.PASS:
            say(f"  {check.verdict:<8} {check.name}: {check.seen}")
        elif check not in hidden:
            show_failed(check, result, say)
    show_measurements(result, say)
    say(heading_of(result))


def show_failed(check: CheckReport, result: Result, tell: Callable[[str], None]) -> None:
    """A check that did not pass: where it is written, what was expected and seen, and which file shows it."""
    place = f" ({place_of(check)})" if place_of(check) else ""
    tell(f"  {word_of(check):<8} {check.name}{place}")
    for word, text in details_of(check, result.folder):
        tell(f"           {word:<8} {text}")


def show_measurements(result: Result, tell: Callable[[str], None]) -> None:
    """The fleets' times, what could not be removed, and what cut the run short."""
    for name, fleet in result.fleets.items():
        tell(f"  {fleet_sentence(name, fleet)}")
    for line in (*killed_of(result), *full_logs_of(result), *leftovers_of(result), *why_cut_short(result)):
        tell(f"  {line}")


def show_summary(results: list[Result], *, runs: str, rows: bool = True) -> None:
    """One line for each of several runs; the last line is the worst outcome and the evidence's folder.

    Args:
        results: The runs, in order.
        runs: The folder with the evidence of all.
        rows: Whether each run is listed; otherwise only the last line is shown.
    """
    if rows:
        say("")
        for row in _aligned([_row(result) for result in results]):
            say(f"  {row}")
        for line in waiting_lines(results):
            say(line)
    outcomes = [result.outcome for result in results]
    worst = worst_of(outcomes)
    passed = f"{len(results)} of {len(results)} runs"
    counts = passed if worst == "pass" else f"{len(results)} runs: {tally(outcomes)}"
    say(f"{worst.upper()}  {counts}  (evidence in {runs})")


def _row(result: Result) -> tuple[str, ...]:
    """A run in one line: its outcome, what was run, how long each fleet took, and its folder."""
    times = [
        f"{name} {fleet.elapsed_s:.2f}s"
        for name, fleet in result.fleets.items()
        if fleet.elapsed_s is not None
    ]
    return result.outcome, result.label, ", ".join(times), result.folder


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows as a table; a cell that is much wider than most widens no column."""
    widths = [min(_WIDEST_COLUMN, max(len(cell) for cell in column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)]
        yield "  ".join(cells).rstrip()
