"""``run``: run scenarios and judge them."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from socketlab.cli.options import (
    Probe,
    Probing,
    ReadyTimeout,
    ResultFormat,
    ResultsFormat,
    RuntimeName,
    Seed,
    Settings,
    Timeout,
)
from socketlab.cli.provided import with_gate, with_images
from socketlab.cli.report import write_report
from socketlab.cli.scenarios import Mistakes, load_all, read_timeouts
from socketlab.cli.show import Shown

if TYPE_CHECKING:
    from socketlab.report.result import Result
    from socketlab.spec.load import Scenario
    from socketlab.wiring import Choices

_MOST_REPEATS = 1000

NamesOrTag = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME|FILE", help="Scenarios of the catalogue, or files.", show_default=False),
]
Tag = Annotated[
    str | None, typer.Option("--tag", metavar="WORD", help="Every scenario of the catalogue with this tag.")
]
Keep = Annotated[bool, typer.Option("--keep", help="Leave hosts and network in place afterwards.")]
Sample = Annotated[
    bool, typer.Option("--sample", help="Sample what each host uses, once a second, into samples/.")
]
Page = Annotated[bool, typer.Option("--report", help="Write report.html for each run.")]
Repeat = Annotated[
    int | None,
    typer.Option(
        "--repeat", metavar="N", min=1, max=1000, help="Play the whole selection N times.", show_default=False
    ),
]
UntilFail = Annotated[
    bool,
    typer.Option("--until-fail", help=f"Repeat until a run does not pass; {_MOST_REPEATS} times at most."),
]
KeepOnFailure = Annotated[
    bool,
    typer.Option("--keep-on-failure", help="Leave hosts and network in place if a run does not pass."),
]
FailFast = Annotated[
    bool, typer.Option("--fail-fast", "-x", help="Stop after the first run that does not pass.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show outcomes only, and why a run did not pass.")]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Show every client, also of fleets of more than ten.")
]


def run(
    names: NamesOrTag = None,
    tag: Tag = None,
    settings: Settings = None,
    seed: Seed = None,
    keep: Keep = False,
    sample: Sample = False,
    report: Page = False,
    probe: Probe = Probing.QUICK,
    keep_on_failure: KeepOnFailure = False,
    repeat: Repeat = None,
    until_fail: UntilFail = False,
    fail_fast: FailFast = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    timeout: Timeout = None,
    ready_timeout: ReadyTimeout = None,
    runtime: RuntimeName = None,
    output: ResultsFormat = ResultFormat.TEXT,
) -> int:
    """Run scenarios and judge them.

    \b
    Examples:
      socketlab run parallel-echo
      socketlab run parallel-echo --set server=thread-server --repeat 20
      socketlab run parallel-echo --quiet --until-fail --keep-on-failure
      socketlab run --tag chapter --quiet --fail-fast
      socketlab run ./my-scenario.yaml --keep
      socketlab run serial-echo --format json
      socketlab run serial-echo --format tap

    Evidence goes to runs/<scenario>/<UTC time>-<run id>/; runs/latest points at the newest.
    """
    timeout_s, ready_timeout_s = read_timeouts(mistakes := Mistakes(), timeout, ready_timeout)
    scenarios = load_all(names or [], settings or [], tag=tag, mistakes=mistakes)
    from socketlab.runtimes import make_runtime
    from socketlab.wiring import Choices, require_all, runs_folder

    choices = Choices(
        seed=seed,
        timeout_s=timeout_s,
        ready_timeout_s=ready_timeout_s,
        keep=keep,
        keep_on_failure=keep_on_failure,
        sample=sample,
        thorough=probe is Probing.THOROUGH,
        runs=runs_folder(),
    )
    every = scenarios * (repeat or (_MOST_REPEATS if until_fail else 1))
    show = Shown(output, quiet=quiet, verbose=verbose, runs=len(every))
    if len(scenarios) > 1:
        with_images(scenarios, runtime, lambda: require_all(scenarios, make_runtime(runtime), choices))
    return _play_all(every, runtime, choices, show, fail_fast=fail_fast or until_fail, pages=report)


def _play_all(
    scenarios: Sequence[Scenario],
    runtime: str | None,
    choices: Choices,
    show: Shown,
    *,
    fail_fast: bool,
    pages: bool,
) -> int:
    """Play scenarios one after the other, and show each result; the exit status of all."""
    gc.enable()
    with_gate(scenarios, runtime)
    named = {scenario.spec.name: scenario.source for scenario in scenarios}
    for scenario in scenarios:
        once = partial(_play, scenario, runtime, choices, show)
        result = with_images([scenario], runtime, once)
        show.result(result, choices)
        _append_summary(result)
        if pages:
            write_report(Path(result.folder))
            show.page(result.folder)
        if result.outcome == "interrupted" or (fail_fast and result.outcome != "pass"):
            break
    return show.finish(named)


def _append_summary(result: Result) -> None:
    """On GitHub the run's summary is also shown on the page of the job."""
    from socketlab.report.step_summary import VARIABLE, append_summary

    if file := os.environ.get(VARIABLE):
        append_summary(result, file)


def _play(scenario: Scenario, runtime: str | None, choices: Choices, show: Shown) -> Result:
    from socketlab.run.kept import remove_kept
    from socketlab.runtimes import make_runtime
    from socketlab.wiring import play

    result = play(scenario, make_runtime(runtime), choices, show.make_view())
    if choices.keep_on_failure and not choices.keeps(result):
        with closing(make_runtime(runtime)) as opened:
            remove_kept(opened, result.run)
    return result
