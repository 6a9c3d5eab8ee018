"""A host's sudden end."""

from __future__ import annotations

from typing import ClassVar, Literal

from socketlab.faults.api import HostFault, Strike
from socketlab.runtimes.capabilities import SendsSignals


class Kill(HostFault):
    """Ends a host at once, like a power failure: SIGKILL, without cleanup.

    Args:
        host: Which hosts and clients.
    """

    summary: ClassVar = "ends a host at once, like a power failure"
    example: ClassVar = "at: 500ms\nkill: {host: server}"
    needs: ClassVar = (SendsSignals,)

    kind: Literal["kill"] = "kill"

    @property
    def ends_host(self) -> bool:
        """No process survives SIGKILL."""
        return True

    def apply(self, strike: Strike) -> str:
        """Send SIGKILL to the first process; the others of its PID namespace end with it.

        Source: pid_namespaces(7), "The namespace init process".
        """
        signals = strike.capability(SendsSignals)
        for host in strike.hosts:
            signals.signal(host, "KILL")
        return "KILL"
