"""A command that somebody runs on a host."""

from __future__ import annotations

from dataclasses import dataclass

from socketlab.errors import LabError
from socketlab.hosts.model import HostPlan
from socketlab.runtimes.api import Executes, Runtime

_LONGEST_ANSWER = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Execute:
    """``exec``.

    Args:
        command: The command and its arguments.
    """

    command: tuple[str, ...]

    ends_host = False
    """A command that ends its host shows a fault of the host."""

    def apply(self, runtime: Runtime, host: HostPlan) -> str:
        """As the fault's verb; a command that fails is told, it is no trouble of the lab."""
        if not isinstance(runtime, Executes):
            raise LabError(f"{runtime.name} cannot run commands on hosts")
        code, output = runtime.execute(host, self.command)
        return f"exit status {code}: {output.decode(errors='replace')[:_LONGEST_ANSWER]}".rstrip()
