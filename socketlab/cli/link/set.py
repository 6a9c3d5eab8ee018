"""``link set``: other conditions for links of a run that is up."""

from __future__ import annotations

import time
from contextlib import closing
from typing import Annotated

import typer

from socketlab.cli.kept import Run, hosts_of
from socketlab.cli.link.state import resumed
from socketlab.cli.options import RuntimeName, read_settings
from socketlab.console import say
from socketlab.errors import ExitCode


def set_link(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="GROUP GROUP CONDITION=VALUE...",
            help="Two hosts, or groups such as left,right; then conditions, as in a scenario.",
            show_default=False,
        ),
    ],
    run: Run = None,
    runtime: RuntimeName = None,
) -> int:
    """Change the conditions between hosts of a run that is up, until link reset.

    Both directions are changed; for one, give from=HOST and to=HOST instead of two groups. Each call starts
    from what the scenario declares: a condition that is not named is as declared. With over=DURATION the
    change is gradual. Then link show measures the changed links, too.

    \b
    Examples:
      socketlab link set left right delay=200ms
      socketlab link set left right rate=1mbit loss=2%
      socketlab link set from=left to=right delay=2s over=10s
      socketlab link reset
    """
    from socketlab.language.selectors import Members
    from socketlab.plan.timeline import plan_step
    from socketlab.run.by_hand import set_conditions
    from socketlab.run.kept import choose_run
    from socketlab.runtimes import make_runtime
    from socketlab.spec.by_hand import read_link
    from socketlab.wiring import runs_folder

    groups = [word for word in words if "=" not in word]
    given = read_settings([word for word in words if "=" in word], example="delay=200ms")
    with closing(make_runtime(runtime)) as opened:
        chosen = choose_run(hosts_of(opened), run)
        plan = resumed(opened, chosen, runs_folder())
        members = Members(hosts=tuple(host.name for host in plan.everyone), fleets={})
        step = plan_step(1, read_link(groups, given, members), members, {}, str(plan.seed))
        say(set_conditions(plan, step, opened, key=f"{time.time_ns() // 1000}"))
    return ExitCode.PASS
