"""The console without a terminal: plain lines while a run lasts, its checks, then one line with the verdict.

A piped run does not load the library for colours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from socketlab.checks.api import Verdict
from socketlab.console import say
from socketlab.events import Event
from socketlab.plan.model import Plan
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
    sentence_of,
    why_cut_short,
    word_of,
)


class PlainView:
    """Plain lines, for pipes, files and CI."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def __enter__(self) -> Self:
        """Print what will be played."""
        say(f"== {self._plan.label} (run {self._plan.run}, seed {self._plan.seed})")
        for note in self._plan.notes:
            say(f"   note: {note}")
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def __call__(self, event: Event) -> None:
        """Print the event, if it is worth a line."""
        sentence = sentence_of(event)
        if sentence is not None:
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


def show_summary(results: list[Result], *, runs: str) -> None:
    """One line for each of several runs; the last line is the worst outcome and the evidence's folder."""
    say("")
    for result in results:
        times = [f"{fleet.elapsed_s:.2f}s" for fleet in result.fleets.values() if fleet.elapsed_s is not None]
        say(f"  {result.outcome:<13} {result.label:<50} {' '.join(times):<8} {result.folder}")
    for line in waiting_lines(results):
        say(line)
    outcomes = [result.outcome for result in results]
    worst = worst_of(outcomes)
    passed = f"{len(results)} of {len(results)} runs"
    counts = passed if worst == "pass" else f"{len(results)} runs: {tally(outcomes)}"
    say(f"{worst.upper()}  {counts}  (evidence in {runs})")
