"""``logs``: what a host that is up has printed."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from socketlab.cli.kept import Host, Run, hosts_of
from socketlab.cli.options import RuntimeName


def logs(
    host: Host,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Continue as more is printed.")] = False,
    run: Run = None,
    runtime: RuntimeName = None,
) -> None:
    """Show what a host that is up has printed.

    \b
    Examples:
      socketlab logs server
      socketlab logs server --follow
    """
    from socketlab.lab.standing import become
    from socketlab.run.kept import choose_host
    from socketlab.runtimes import make_runtime

    with closing(make_runtime(runtime)) as opened:
        found = choose_host(hosts_of(opened), run, host)
    become(["docker", "logs", *(["--follow"] if follow else []), found.container])
