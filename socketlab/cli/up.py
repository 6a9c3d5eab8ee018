"""``up``: start the hosts and links of a scenario, and leave them running."""

from __future__ import annotations

import gc
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from socketlab.cli.called import tell, to_paste
from socketlab.cli.options import Format, ReadyTimeout, RuntimeName, Seed, Settings
from socketlab.cli.provided import with_images
from socketlab.cli.scenarios import Mistakes, load_all, read_timeouts
from socketlab.cli.show import Shown
from socketlab.errors import ExitCode, InvalidInput

if TYPE_CHECKING:
    from socketlab.spec.load import Scenario

Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A scenario of the catalogue, or a file.")]


def up(
    name: Name,
    settings: Settings = None,
    seed: Seed = None,
    ready_timeout: ReadyTimeout = None,
    runtime: RuntimeName = None,
) -> int:
    """Start the hosts and links of a scenario, and leave them running.

    Fleets, faults and checks are left out. Of a matrix, --set chooses one combination. It returns when all
    hosts are ready and the conditions of the links have been measured; socketlab down removes everything.

    \b
    Examples:
      socketlab up ./my-scenario.yaml
      socketlab up parallel-echo --set server=thread-server
      socketlab shell server
      socketlab link show
      socketlab down
    """
    mistakes = Mistakes()
    _, ready_timeout_s = read_timeouts(mistakes, None, ready_timeout)
    scenario = _only(load_all([name], settings or [], mistakes=mistakes, idle=True))
    from socketlab.run.kept import remove_kept
    from socketlab.runtimes import make_runtime
    from socketlab.spec.hosts_only import hosts_only
    from socketlab.wiring import Choices, play, runs_folder

    choices = Choices(seed=seed, ready_timeout_s=ready_timeout_s, keep=True, runs=runs_folder())
    show = Shown(Format.TEXT)
    gc.enable()
    hosts = hosts_only(scenario)
    result = with_images(
        [hosts], runtime, lambda: play(hosts, make_runtime(runtime), choices, show.make_view())
    )
    if result.outcome != "pass":
        with closing(make_runtime(runtime)) as opened:
            remove_kept(opened, result.run)
        show.result(result, replace(choices, keep=False))
        return show.finish()
    tell(f"up: run {result.run} of {result.label}  (evidence in {result.folder})")
    tell(f"next: {to_paste('ps')}, {to_paste('shell HOST')}, {to_paste('link show')}, {to_paste('down')}")
    return ExitCode.PASS


def _only(scenarios: list[Scenario]) -> Scenario:
    """The one combination that is to be up."""
    if len(scenarios) > 1:
        example = " ".join(f"--set {name}={value}" for name, value in scenarios[0].cell.items())
        raise InvalidInput(
            f'"{scenarios[0].spec.name}" has {len(scenarios)} combinations, of which one can be up',
            hint=f"choose it, as with {example}",
        )
    return scenarios[0]
