"""A host that goes down and comes back."""

from __future__ import annotations

from typing import ClassVar, Literal

from socketlab.errors import described
from socketlab.faults.api import HostFault, Strike
from socketlab.language.units import Duration
from socketlab.runtimes.capabilities import Restarts


class Restart(HostFault):
    """Stops a host and starts it again; its files stay.

    A client cannot be restarted: its one command has been released, and would begin a second time.

    Args:
        host: Which hosts.
        down: From its end to its new start; at once by default.
    """

    summary: ClassVar = "stops a host and starts it again, with its files"
    example: ClassVar = "at: 500ms\nrestart: {host: server, down: 200ms}"
    needs: ClassVar = (Restarts,)
    strikes_clients: ClassVar = False

    kind: Literal["restart"] = "restart"
    down: Duration = 0.0

    @property
    def lasts_s(self) -> float | None:
        """Seconds that it is down."""
        return self.down

    def apply(self, strike: Strike) -> str:
        """Take the host down."""
        runtime = strike.capability(Restarts)
        for host in strike.hosts:
            strike.notices.down(host)
            grace_s = host.machine.stop_grace_s
            try:
                ignored = runtime.take_down(host, grace_s=grace_s)
            except BaseException:
                strike.notices.still_up(host)
                raise
            if ignored:
                strike.notices.killed(host, ignored, grace_s)
        return "down"

    def undo(self, strike: Strike) -> str:
        """Bring the host back."""
        runtime = strike.capability(Restarts)
        for host in strike.hosts:
            strike.notices.returning(host)
            try:
                runtime.bring_back(host)
            except BaseException as error:
                strike.notices.lost(host, described(error))
                raise
            strike.notices.up(host)
        return "up again"
