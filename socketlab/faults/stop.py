"""Hosts that are stopped."""

from __future__ import annotations

from typing import ClassVar, Literal

from socketlab.faults.api import HostFault, Strike
from socketlab.runtimes.capabilities import AsksToStop


class Stop(HostFault):
    """Asks a host to stop, as ``docker stop`` does, and leaves it at that.

    The signal is the host's own stop signal: TERM, unless its service or image has another. A program that
    ignores it goes on.

    Args:
        host: Which hosts and clients.
    """

    summary: ClassVar = "asks a host to stop, by its stop signal"
    example: ClassVar = "at: 1s\nstop: {host: server}"
    needs: ClassVar = (AsksToStop,)

    kind: Literal["stop"] = "stop"

    @property
    def ends_host(self) -> bool:
        """A host is meant to end by it."""
        return True

    def apply(self, strike: Strike) -> str:
        """Send the stop signal."""
        runtime = strike.capability(AsksToStop)
        return ", ".join(runtime.ask_to_stop(host) for host in strike.hosts)
