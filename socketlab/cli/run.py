"""``run``, ``plan`` and ``judge``: from scenario to verdict."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from socketlab.cli.options import Format, RuntimeName, read_settings, read_timeout
from socketlab.errors import ExitCode, InvalidFile, InvalidInput, Problem

if TYPE_CHECKING:
    from socketlab.report.result import Result
    from socketlab.run.session import MakeView
    from socketlab.spec.load import Scenario
    from socketlab.wiring import Choices

Names = Annotated[
    list[str], typer.Argument(metavar="NAME|FILE...", help="Scenarios of the catalogue, or files.")
]
NamesOrTag = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME|FILE...]", help="Scenarios of the catalogue, or files.", show_default=False
    ),
]
Tag = Annotated[str | None, typer.Option("--tag", metavar="WORD", help="All of the catalogue with this tag.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Set a variable, or choose one value of a matrix axis."),
]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Fix every random choice.")]
Keep = Annotated[bool, typer.Option("--keep", help="Leave hosts and network in place for a look around.")]
Repeat = Annotated[int, typer.Option("--repeat", min=1, max=1000, help="Play everything so many times.")]
Timeout = Annotated[
    str | None,
    typer.Option("--timeout", metavar="DURATION", help="Replace the scenario's timeout, such as 30s."),
]
ReadyTimeout = Annotated[
    str | None,
    typer.Option("--ready-timeout", metavar="DURATION", help="How long hosts may take to become ready."),
]
OutputFormat = Annotated[Format, typer.Option("--format", help="How to print.")]


def run(  # noqa: PLR0913, PLR0917 - the command's options are its parameters
    names: NamesOrTag = None,
    tag: Tag = None,
    settings: Settings = None,
    seed: Seed = None,
    keep: Keep = False,  # noqa: FBT002
    repeat: Repeat = 1,
    timeout: Timeout = None,
    ready_timeout: ReadyTimeout = None,
    runtime: RuntimeName = None,
    output: OutputFormat = Format.TEXT,
) -> int:
    """Play scenarios and judge them.

    \b
    Examples:
      python -m scenarios run parallel-echo
      python -m scenarios run parallel-echo --set server=thread-server --repeat 20
      python -m scenarios run --tag chapter
      python -m scenarios run ./my-scenario.yaml --keep
      python -m scenarios run serial-echo --format json

    Evidence goes to runs/<scenario>/<UTC time>-<run id>/; runs/latest points at the newest.
    """  # noqa: D301 - typer wants the escape as it is
    scenarios = load_all(names or [], settings or [], tag=tag)
    from socketlab.runtimes import make_runtime
    from socketlab.wiring import Choices, play, runs_folder

    choices = Choices(
        seed=seed,
        timeout_s=read_timeout(timeout),
        ready_timeout_s=read_timeout(ready_timeout, option="--ready-timeout"),
        keep=keep,
        runs=runs_folder(),
    )
    show = _Shown(output)
    gc.enable()
    for scenario in scenarios * repeat:
        result = play(scenario, make_runtime(runtime), choices, show.make_view())
        show.result(result, choices)
        if result.outcome == "interrupted":
            break
    return show.finish()


def plan(  # noqa: PLR0913, PLR0917 - the command's options are its parameters
    names: Names,
    settings: Settings = None,
    seed: Seed = None,
    timeout: Timeout = None,
    ready_timeout: ReadyTimeout = None,
    runtime: RuntimeName = None,
    output: OutputFormat = Format.TEXT,
) -> int:
    """Show what a run would do, and start nothing.

    \b
    Examples:
      python -m scenarios plan parallel-echo
      python -m scenarios plan getfile --format json
    """  # noqa: D301
    scenarios = load_all(names, settings or [])
    from socketlab.plan.stored import plan_to_json
    from socketlab.report.plan import plan_in_words
    from socketlab.runtimes import make_runtime
    from socketlab.wiring import Choices, plan_for

    choices = Choices(
        seed=seed,
        timeout_s=read_timeout(timeout),
        ready_timeout_s=read_timeout(ready_timeout, option="--ready-timeout"),
    )
    with closing(make_runtime(runtime)) as opened:
        for scenario in scenarios:
            decided = plan_for(scenario, opened, choices)
            print(plan_to_json(decided) if output is Format.JSON else plan_in_words(decided))
    return ExitCode.PASS


def judge(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER...", help="Evidence folders of stored runs.")
    ],
    output: OutputFormat = Format.TEXT,
) -> int:
    """Judge stored runs again, from their evidence alone.

    \b
    Example:
      python -m scenarios judge runs/latest
    """  # noqa: D301
    from socketlab.wiring import Choices, judge_again

    show = _Shown(output)
    for folder in folders:
        show.result(judge_again(folder), Choices())
    return show.finish()


class _Shown:
    """What was shown so far, in one of the formats; colours are loaded only where a terminal shows them."""

    def __init__(self, output: Format) -> None:
        self._json = output is Format.JSON
        self._live = not self._json and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self._results: list[Result] = []

    def make_view(self) -> MakeView:
        from socketlab.report.plain import PlainView, QuietView

        if self._json:
            return lambda _plan, _now: QuietView()
        if not self._live:
            return lambda plan, _now: PlainView(plan)
        from rich.console import Console

        from socketlab.report.live import LiveView

        return lambda plan, now: LiveView(plan, Console(highlight=False), now)

    def result(self, result: Result, choices: Choices) -> None:
        self._results.append(result)
        if choices.keep and not self._json:
            print(f"  kept: look around with docker ps --filter label=io.socketlab.run={result.run}")
            print("  remove it all with python -m scenarios clean")
        if self._json:
            print(result.model_dump_json(), flush=True)
        elif self._live:
            from rich.console import Console

            from socketlab.report.live import show_table

            show_table(result, Console(highlight=False))
        else:
            from socketlab.report.plain import show_result

            show_result(result)

    def finish(self) -> int:
        from socketlab.report.plain import show_summary
        from socketlab.wiring import runs_folder

        if not self._json and len(self._results) > 1:
            show_summary(self._results, runs=str(runs_folder()))
        codes = {result.exit_code for result in self._results}
        order = (ExitCode.INTERRUPTED, ExitCode.FAIL, ExitCode.LAB_ERROR, ExitCode.PASS)
        return next((code for code in order if code in codes), ExitCode.NOTHING_RAN)


def load_all(names: list[str], settings: list[str], *, tag: str | None = None) -> list[Scenario]:
    """Every cell of every scenario named, and of those with a tag.

    Raises:
        InvalidFile: with the problems of all files together.
        InvalidInput: when one cannot be found.
    """
    from socketlab.spec.catalog import find, tagged
    from socketlab.spec.load import load

    if not names and tag is None:
        raise InvalidInput("nothing to run", hint="name a scenario, a file or a --tag")
    pairs = read_settings(settings)
    files = [*(find(name) for name in names), *(tagged(tag) if tag is not None else ())]
    problems: list[Problem] = []
    scenarios: list[Scenario] = []
    for file in dict.fromkeys(files):
        try:
            scenarios += load(file, settings=pairs)
        except InvalidFile as error:
            problems += error.problems
    if problems:
        raise InvalidFile(tuple(problems))
    return scenarios
