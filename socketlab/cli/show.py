"""What ``run`` and ``judge`` print of results, in one of the formats."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from socketlab.cli.called import tell
from socketlab.cli.options import Format, ResultFormat
from socketlab.console import say, say_json

if TYPE_CHECKING:
    from socketlab.report.result import Result
    from socketlab.run.session import MakeView
    from socketlab.wiring import Choices


class Shown:
    """What was shown so far; colours are loaded only where a terminal shows them.

    Args:
        output: The format.
        quiet: Whether only outcomes are shown, and of runs that did not pass why.
        verbose: Whether each client of a large fleet has lines of its own.
        runs: How many runs there will be.
    """

    def __init__(
        self, output: Format | ResultFormat, *, quiet: bool = False, verbose: bool = False, runs: int = 1
    ) -> None:
        self._json = output.value == Format.JSON.value
        self._tap = output is ResultFormat.TAP
        self._machine = self._json or self._tap
        self._quiet = quiet
        self._verbose = verbose
        self._runs = runs
        self._live = not self._machine and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self._results: list[Result] = []

    def make_view(self) -> MakeView:
        """What shows a run's events while it is played."""
        from socketlab.report.ordered import Ordered
        from socketlab.report.plain import PlainView, QuietView

        if self._machine or self._quiet:
            return lambda _plan, _now: QuietView()
        place, every = self._place(), self._verbose
        if not self._live:
            return lambda plan, now: Ordered(PlainView(plan, place=place, every=every), now)
        from socketlab.report.live import LiveView, make_console

        return lambda plan, now: Ordered(LiveView(plan, make_console(), now, place=place, every=every), now)

    def _place(self) -> str:
        """Which of several runs the next one is."""
        return f"[{len(self._results) + 1}/{self._runs}]" if self._runs > 1 else ""

    def result(self, result: Result, choices: Choices) -> None:
        """Show one result."""
        self._results.append(result)
        if choices.keeps(result) and not self._machine:
            tell(f"  kept: list the hosts with docker ps --filter label=io.socketlab.run={result.run}")
            tell("  remove all of it with socketlab clean")
        if self._json:
            say_json(result.model_dump(mode="json"), indent=None)
        elif self._tap:
            self._point(result)
        elif self._quiet and result.outcome == "pass":
            self._outcome(result)
        elif self._live:
            from socketlab.report.live import make_console, show_table

            show_table(result, make_console())
        else:
            from socketlab.report.plain import show_result

            show_result(result)

    def page(self, folder: str) -> None:
        """Say where the page of a run is."""
        from socketlab.record.layout import REPORT

        if not self._json:
            tell(f"  report {folder}/{REPORT}")

    def _outcome(self, result: Result) -> None:
        from socketlab.report.wording import heading_of

        place = f"[{len(self._results)}/{self._runs}] " if self._runs > 1 else ""
        tell(f"{place}{heading_of(result)}")

    def _point(self, result: Result) -> None:
        from socketlab.report.tap import VERSION, point_of

        if len(self._results) == 1:
            say(VERSION)
        for line in point_of(len(self._results), result):
            say(line)

    def finish(self, named: dict[str, str] | None = None) -> int:
        """Show the summary of several results.

        Args:
            named: What the user called each scenario, by its name, where repeated runs are to be counted.

        Returns:
            The exit status of all of them together.
        """
        from socketlab.report.outcomes import exit_code_of
        from socketlab.report.plain import show_summary
        from socketlab.wiring import runs_folder

        if self._tap:
            self._plan_of_points()
        if not self._machine and len(self._results) > 1:
            self._flakes(named)
            show_summary(self._results, runs=str(runs_folder()), rows=not self._quiet)
        return exit_code_of(result.outcome for result in self._results)

    def _flakes(self, named: dict[str, str] | None) -> None:
        from socketlab.report.flakes import flakes_in_words, flakes_of

        for flakes in flakes_of(self._results, named) if named is not None else ():
            for line in flakes_in_words(flakes):
                tell(line)

    def _plan_of_points(self) -> None:
        from socketlab.report.tap import VERSION, plan_of

        if not self._results:
            say(VERSION)
        say(plan_of(len(self._results)))
