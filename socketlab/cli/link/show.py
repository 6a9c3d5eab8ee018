"""``link show``: the conditions of links, declared and measured now."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict

from socketlab.cli.kept import Run, hosts_of
from socketlab.cli.options import Format, OutputFormat, Probe, Probing, RuntimeName
from socketlab.console import say, say_json
from socketlab.errors import ExitCode


def show(
    run: Run = None,
    probe: Probe = Probing.QUICK,
    runtime: RuntimeName = None,
    output: OutputFormat = Format.TEXT,
) -> int:
    """Measure the links of a run that is up, and show them declared and measured.

    Where a change is in force, by a fault or by link set, its conditions follow those of the scenario.

    \b
    Examples:
      socketlab link show
      socketlab link show --probe thorough
    """
    from socketlab.cli.link.state import measured_now, resumed
    from socketlab.run.kept import choose_run
    from socketlab.runtimes import make_runtime
    from socketlab.wiring import runs_folder

    with closing(make_runtime(runtime)) as opened:
        chosen = choose_run(hosts_of(opened), run)
        plan = resumed(opened, chosen, runs_folder())
        states = measured_now(opened, plan, thorough=probe is Probing.THOROUGH)
    if output is Format.JSON:
        say_json([asdict(state) for state in states])
        return ExitCode.PASS
    for state in states:
        say(
            f"{', '.join(state.source)} -> {', '.join(state.destination)}: "
            f"{'now ' if state.changed else ''}{', '.join(state.declared) or 'a perfect LAN'}"
        )
        for words in state.measured or ["changed now, see below"]:
            say(f"  {words}")
    return ExitCode.PASS if all(state.within for state in states) else ExitCode.LAB_ERROR
