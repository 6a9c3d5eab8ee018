"""``fault``: inject a fault into a run that is up."""

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


def fault(
    word: Annotated[str, typer.Argument(metavar="FAULT", help="Which fault, such as partition or pause.")],
    settings: Annotated[
        list[str] | None,
        typer.Argument(metavar="KEY=VALUE", help="Its settings, as in a scenario.", show_default=False),
    ] = None,
    run: Run = None,
    runtime: RuntimeName = None,
) -> int:
    """Inject a fault into a run that is up.

    The settings are those of a scenario's timeline. With for=DURATION, the command waits and then undoes the
    fault, or sooner on Ctrl-C. Without, the fault lasts until socketlab fault heal (the fault link: until
    socketlab link reset), or socketlab down.

    \b
    Examples:
      socketlab fault partition between=left,right for=10s
      socketlab fault partition from=left to=right mode=refuse
      socketlab fault heal
      socketlab fault pause host=right for=5s
      socketlab fault kill host=right
    """
    from socketlab.language.selectors import Members
    from socketlab.plan.timeline import plan_step
    from socketlab.run.by_hand import inject
    from socketlab.run.kept import choose_run
    from socketlab.runtimes import make_runtime
    from socketlab.spec.by_hand import read_fault
    from socketlab.wiring import runs_folder

    given = read_settings(settings or [], example="host=server")
    with closing(make_runtime(runtime)) as opened:
        chosen = choose_run(hosts_of(opened), run)
        plan = resumed(opened, chosen, runs_folder())
        members = Members(hosts=tuple(host.name for host in plan.everyone), fleets={})
        lab = {host.name for host in plan.everyone if host.standing is not None}
        step = plan_step(1, read_fault(word, given, members, lab), members, {}, str(plan.seed))
        inject(plan, step, opened, key=f"{time.time_ns() // 1000}", told=say, wait=time.sleep)
    return ExitCode.PASS
