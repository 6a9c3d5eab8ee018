"""``ps``: the hosts of runs that were left running."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict

from socketlab.cli.options import Format, OutputFormat, RuntimeName
from socketlab.console import say, say_json
from socketlab.errors import ExitCode


def ps(runtime: RuntimeName = None, output: OutputFormat = Format.TEXT) -> int:
    """List the hosts that are up.

    They were started by socketlab up, or left by socketlab run --keep.

    \b
    Examples:
      socketlab ps
      socketlab ps --format json
    """
    from socketlab.cli.kept import hosts_of
    from socketlab.runtimes import make_runtime

    with closing(make_runtime(runtime)) as opened:
        hosts = hosts_of(opened)
    if output is Format.JSON:
        say_json([asdict(host) for host in hosts])
        return ExitCode.PASS
    if not hosts:
        say("nothing is up")
        return ExitCode.PASS
    rows = [("run", "scenario", "host", "address", "state")]
    rows += [(host.run, host.scenario, host.name, host.address or "-", host.state) for host in hosts]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        say("  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip())
    return ExitCode.PASS
