"""What ``run`` and ``judge`` print of results, in one of the formats."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from socketlab.cli.called import tell
from socketlab.cli.options import Format
from socketlab.console import say_json

if TYPE_CHECKING:
    from socketlab.report.result import Result
    from socketlab.run.session import MakeView
    from socketlab.wiring import Choices


class Shown:
    """What was shown so far; colours are loaded only where a terminal shows them.

    Args:
        output: The format.
    """

    def __init__(self, output: Format) -> None:
        self._json = output is Format.JSON
        self._live = not self._json and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self._results: list[Result] = []

    def make_view(self) -> MakeView:
        """What shows a run's events while it is played."""
        from socketlab.report.ordered import Ordered
        from socketlab.report.plain import PlainView, QuietView

        if self._json:
            return lambda _plan, _now: QuietView()
        if not self._live:
            return lambda plan, now: Ordered(PlainView(plan), now)
        from socketlab.report.live import LiveView, make_console

        return lambda plan, now: Ordered(LiveView(plan, make_console(), now), now)

    def result(self, result: Result, choices: Choices) -> None:
        """Show one result."""
        self._results.append(result)
        if choices.keep and not self._json:
            tell(f"  kept: list the hosts with docker ps --filter label=io.socketlab.run={result.run}")
            tell("  remove all of it with socketlab clean")
        if self._json:
            say_json(result.model_dump(mode="json"), indent=None)
        elif self._live:
            from socketlab.report.live import make_console, show_table

            show_table(result, make_console())
        else:
            from socketlab.report.plain import show_result

            show_result(result)

    def finish(self) -> int:
        """Show the summary of several results.

        Returns:
            The exit status of all of them together.
        """
        from socketlab.report.outcomes import exit_code_of
        from socketlab.report.plain import show_summary
        from socketlab.wiring import runs_folder

        if not self._json and len(self._results) > 1:
            show_summary(self._results, runs=str(runs_folder()))
        return exit_code_of(result.outcome for result in self._results)
