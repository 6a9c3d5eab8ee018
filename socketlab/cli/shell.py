"""``shell``: a shell on a host that is up."""

from __future__ import annotations

import sys
from contextlib import closing

from socketlab.cli.kept import Host, Run, hosts_of
from socketlab.cli.options import RuntimeName
from socketlab.errors import LabError

_SHELL = "if command -v bash >/dev/null; then exec bash --norc; else exec sh; fi"


def shell(host: Host, run: Run = None, runtime: RuntimeName = None) -> None:
    """Open a shell on a host that is up.

    \b
    Examples:
      socketlab shell server
      echo 'ss -tn' | socketlab shell server
    """
    from socketlab.lab.standing import become
    from socketlab.run.kept import choose_host
    from socketlab.runtimes import make_runtime

    with closing(make_runtime(runtime)) as opened:
        found = choose_host(hosts_of(opened), run, host)
    if found.state != "running":
        raise LabError(f'"{host}" does not run: it is {found.state}', hint=f"see socketlab logs {host}")
    terminal = ["-t"] if sys.stdin.isatty() and sys.stdout.isatty() else []
    prompt = rf"PS1={host}:\w\$ "
    become(["docker", "exec", "-i", *terminal, "-e", prompt, found.container, "sh", "-c", _SHELL])
