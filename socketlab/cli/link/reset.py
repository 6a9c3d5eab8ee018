"""``link reset``: the declared conditions again, on all links of a run that is up."""

from __future__ import annotations

from contextlib import closing

from socketlab.cli.kept import Run, hosts_of
from socketlab.cli.options import RuntimeName
from socketlab.console import say
from socketlab.errors import ExitCode


def reset(run: Run = None, runtime: RuntimeName = None) -> int:
    """Return all links of a run that is up to the conditions that its scenario declares.

    It ends what link set has changed, and the fault link.

    \b
    Examples:
      socketlab link reset
    """
    from socketlab.cli.link.state import resumed
    from socketlab.run.by_hand import reset_conditions
    from socketlab.run.kept import choose_run
    from socketlab.runtimes import make_runtime
    from socketlab.wiring import runs_folder

    with closing(make_runtime(runtime)) as opened:
        chosen = choose_run(hosts_of(opened), run)
        resumed(opened, chosen, runs_folder())
        say(reset_conditions(opened))
    return ExitCode.PASS
