"""``down``: remove a run that was left running."""

from __future__ import annotations

from contextlib import closing

from socketlab.cli.kept import Run, hosts_of
from socketlab.cli.options import RuntimeName
from socketlab.console import say


def down(run: Run = None, runtime: RuntimeName = None) -> None:
    """Remove a run that is up: its hosts, links and networks.

    \b
    Examples:
      socketlab down
      socketlab down --run 4fyzw1ob
    """
    from socketlab.run.kept import choose_run, remove_kept
    from socketlab.runtimes import make_runtime

    with closing(make_runtime(runtime)) as opened:
        chosen = choose_run(hosts_of(opened), run)
        remove_kept(opened, chosen)
    say(f"removed run {chosen}")
