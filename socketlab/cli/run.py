"""``run``: run scenarios and judge them."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from socketlab.cli.options import (
    Format,
    OutputFormat,
    Probe,
    Probing,
    ReadyTimeout,
    RuntimeName,
    Seed,
    Settings,
    Timeout,
)
from socketlab.cli.scenarios import Mistakes, load_all, read_timeouts
from socketlab.cli.show import Shown

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
Repeat = Annotated[int, typer.Option("--repeat", min=1, max=1000, help="Repeat the whole selection N times.")]


def run(
    names: NamesOrTag = None,
    tag: Tag = None,
    settings: Settings = None,
    seed: Seed = None,
    keep: Keep = False,
    sample: Sample = False,
    probe: Probe = Probing.QUICK,
    repeat: Repeat = 1,
    timeout: Timeout = None,
    ready_timeout: ReadyTimeout = None,
    runtime: RuntimeName = None,
    output: OutputFormat = Format.TEXT,
) -> int:
    """Run scenarios and judge them.

    \b
    Examples:
      socketlab run parallel-echo
      socketlab run parallel-echo --set server=thread-server --repeat 20
      socketlab run --tag chapter
      socketlab run ./my-scenario.yaml --keep
      socketlab run serial-echo --format json

    Evidence goes to runs/<scenario>/<UTC time>-<run id>/; runs/latest points at the newest.
    """
    mistakes = Mistakes()
    timeout_s, ready_timeout_s = read_timeouts(mistakes, timeout, ready_timeout)
    scenarios = load_all(names or [], settings or [], tag=tag, mistakes=mistakes)
    from socketlab.runtimes import make_runtime
    from socketlab.wiring import Choices, play, require_all, runs_folder

    choices = Choices(
        seed=seed,
        timeout_s=timeout_s,
        ready_timeout_s=ready_timeout_s,
        keep=keep,
        sample=sample,
        thorough=probe is Probing.THOROUGH,
        runs=runs_folder(),
    )
    show = Shown(output)
    gc.enable()
    if len(scenarios) > 1:
        require_all(scenarios, make_runtime(runtime), choices)
    for scenario in scenarios * repeat:
        result = play(scenario, make_runtime(runtime), choices, show.make_view())
        show.result(result, choices)
        if result.outcome == "interrupted":
            break
    return show.finish()
