"""The console without a terminal: plain lines while a run lasts, its checks, then one line with the verdict.

Nothing here needs more than ``print``: a run in a pipe does not wait for a library of colours to load.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from socketlab.checks.api import Verdict
from socketlab.events import Event
from socketlab.plan.model import Plan
from socketlab.report.progress import in_words
from socketlab.report.result import CheckReport, Result
from socketlab.report.waiting import waiting_lines

OUTCOMES = ("pass", "fail", "inconclusive", "interrupted")
WORST_FIRST = ("interrupted", "fail", "inconclusive", "pass")
"""Which outcome speaks for several runs."""


class PlainView:
    """Plain lines, for pipes, files and CI."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def __enter__(self) -> Self:
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

    def __enter__(self) -> Self:
        """Nothing to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def __call__(self, event: Event) -> None:
        """Take the event and say nothing."""


def show_result(result: Result) -> None:
    """The checks, each that did not pass with expected, seen and evidence; the last line is the verdict."""
    for check in result.checks:
        print(f"  {check.verdict:<8} {check.name}: {check.seen}")
        show_failed(check, result, lambda line: print(f"           {line}"))
    show_measurements(result, print)
    print(f"{result.outcome.upper()}  {result.label}  {result.folder}", flush=True)


def show_failed(check: CheckReport, result: Result, say: Callable[[str], None]) -> None:
    """Where a check that did not pass stands, what it wanted, what was seen, and which file shows it."""
    if check.verdict is Verdict.PASS:
        return
    place = "" if check.place == "implied" else f" ({check.place})"
    say(f"check {check.number}{place}: {check.name}")
    say(f"  expected {check.expected}")
    say(f"  seen     {check.seen}")
    for file in check.evidence:
        say(f"  evidence {result.folder}/{file}")


def show_measurements(result: Result, say: Callable[[str], None]) -> None:
    """What each fleet came to, and what went wrong with the lab."""
    for fleet, report in result.fleets.items():
        skew = "unknown" if report.start_skew_s is None else f"{report.start_skew_s * 1000:.1f}ms"
        took = "unknown" if report.elapsed_s is None else f"{report.elapsed_s:.3f}s"
        say(f"  {fleet}: {report.ended} of {report.clients} ended, start skew {skew}, took {took}")
    if result.left:
        say(f"  not removed: {'; '.join(result.left)} (run python -m scenarios clean)")
    if result.trouble:
        say(f"  lab error: {result.trouble}")


def show_summary(results: list[Result], *, runs: str) -> None:
    """One line a run, when there were several; the last line is the worst verdict and where all of it is."""
    print()
    for result in results:
        times = [
            f"{report.elapsed_s:.2f}s" for report in result.fleets.values() if report.elapsed_s is not None
        ]
        print(f"  {result.outcome:<13} {result.label:<50} {' '.join(times):<8} {result.folder}")
    for line in waiting_lines(results):
        print(line)
    counts = {outcome: sum(result.outcome == outcome for result in results) for outcome in OUTCOMES}
    words = ", ".join(f"{number} {outcome}" for outcome, number in counts.items() if number)
    worst = next(outcome for outcome in WORST_FIRST if counts[outcome])
    print(f"{worst.upper()}  {len(results)} runs: {words}  {runs}", flush=True)
