"""TCP connections that are reset."""

from __future__ import annotations

from typing import ClassVar, Literal

from socketlab.faults.paths import BetweenGroups
from socketlab.links.model import CutKind


class ResetConnections(BetweenGroups):
    """Resets the TCP connections between two groups of hosts that are there at that moment.

    The router answers the next packet of each with a reset. A connection on which nothing is sent stays as it
    is, and so does the end that sends nothing. New connections are left alone. If no packet was affected, the
    run is inconclusive.

    Args:
        between: Two groups, for both directions.
        from: The senders, for packets of one direction only.
        to: The receivers.
        for: For how long packets of these connections are answered; to the end of the run by default.
    """

    summary: ClassVar = "resets the TCP connections between two groups of hosts"
    example: ClassVar = 'at: 1s\nreset_connections: {between: [server, "*"]}'

    kind: Literal["reset_connections"] = "reset_connections"

    @property
    def cut_kind(self) -> CutKind:
        """Packets of connections that were there before."""
        return "reset"
