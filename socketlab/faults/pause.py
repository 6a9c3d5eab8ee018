"""Hosts that stand still."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from socketlab.faults.api import HostFault, Strike
from socketlab.language.units import Duration
from socketlab.runtimes.capabilities import Pauses


class Pause(HostFault):
    """Stops all processes of a host where they are, and continues them later.

    The kernel still answers for the host: it queues connections and buffers data until there is no more room.
    A program that hangs looks the same.

    Args:
        host: Which hosts and clients.
        for: For how long; to the end of the run by default.
    """

    summary: ClassVar = "stops all processes of a host for a while"
    example: ClassVar = "at: 300ms\npause: {host: server, for: 500ms}"
    needs: ClassVar = (Pauses,)
    ends_with_host: ClassVar = False  # a host that stands still could not end by its stop signal

    kind: Literal["pause"] = "pause"
    lasts: Duration | None = Field(default=None, alias="for")

    @property
    def lasts_s(self) -> float | None:
        """Seconds until the processes go on."""
        return self.lasts

    def apply(self, strike: Strike) -> str:
        """Stop the processes."""
        runtime = strike.capability(Pauses)
        for host in strike.hosts:
            runtime.pause(host)
        return "paused"

    def undo(self, strike: Strike) -> str:
        """Let the processes go on."""
        runtime = strike.capability(Pauses)
        for host in strike.hosts:
            runtime.resume_host(host)
        return "running again"
