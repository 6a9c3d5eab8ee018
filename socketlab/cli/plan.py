"""``plan``: show what a run would do."""

from __future__ import annotations

from socketlab.cli.options import Format, Names, OutputFormat, Seed, Settings, Timeout, read_timeout
from socketlab.cli.scenarios import load_all
from socketlab.errors import ExitCode


def plan(
    names: Names,
    settings: Settings = None,
    seed: Seed = None,
    timeout: Timeout = None,
    output: OutputFormat = Format.TEXT,
) -> int:
    """Show what a run would do, and start nothing.

    \b
    Examples:
      socketlab plan parallel-echo
      socketlab plan getfile --format json
    """  # noqa: D301 - typer wants the escape as it is
    scenarios = load_all(names, settings or [])
    from socketlab.plan.stored import plan_to_json
    from socketlab.report.plan import plan_in_words
    from socketlab.runtimes.docker.runtime import DockerRuntime
    from socketlab.wiring import Choices, plan_for

    runtime = DockerRuntime()
    choices = Choices(seed=seed, timeout_s=read_timeout(timeout))
    for scenario in scenarios:
        decided = plan_for(scenario, runtime, choices)
        print(plan_to_json(decided) if output is Format.JSON else plan_in_words(decided))
    return ExitCode.PASS
