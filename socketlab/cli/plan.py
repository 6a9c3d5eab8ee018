"""``plan``: show what a run would do."""

from __future__ import annotations

import json
from contextlib import closing

from socketlab.cli.options import (
    Format,
    Names,
    OutputFormat,
    ReadyTimeout,
    RuntimeName,
    Seed,
    Settings,
    Timeout,
)
from socketlab.cli.scenarios import Mistakes, load_all, read_timeouts
from socketlab.console import say, say_json
from socketlab.errors import ExitCode


def plan(
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
      socketlab plan parallel-echo
      socketlab plan getfile --format json
    """
    mistakes = Mistakes()
    timeout_s, ready_timeout_s = read_timeouts(mistakes, timeout, ready_timeout)
    scenarios = load_all(names, settings or [], mistakes=mistakes)
    from socketlab.plan.stored import plan_to_json
    from socketlab.report.plan import plan_in_words
    from socketlab.runtimes import make_runtime
    from socketlab.wiring import Choices, plan_for

    choices = Choices(
        seed=seed,
        timeout_s=timeout_s,
        ready_timeout_s=ready_timeout_s,
    )
    with closing(make_runtime(runtime)) as opened:
        for scenario in scenarios:
            decided = plan_for(scenario, opened, choices)
            if output is Format.JSON:
                say_json(json.loads(plan_to_json(decided)))
            else:
                for line in plan_in_words(decided).split("\n"):
                    say(line)
    return ExitCode.PASS
