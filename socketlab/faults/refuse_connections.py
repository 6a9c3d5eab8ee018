"""New TCP connections that are refused."""

from __future__ import annotations

from typing import ClassVar, Literal

from socketlab.faults.paths import BetweenGroups
from socketlab.links.model import CutKind


class RefuseConnections(BetweenGroups):
    """Refuses new TCP connections between two groups of hosts; those that are there stay.

    A client sees the same as on a port on which nothing listens. If no client connected, the run is
    inconclusive.

    Args:
        between: Two groups, for connections in both directions.
        from: Who connects, for one direction only.
        to: Who is called.
        for: For how long; to the end of the run by default.
    """

    summary: ClassVar = "refuses new TCP connections between two groups of hosts"
    example: ClassVar = 'at: 0s\nrefuse_connections: {from: "*", to: server, for: 5s}'

    kind: Literal["refuse_connections"] = "refuse_connections"

    @property
    def cut_kind(self) -> CutKind:
        """The first packet of a connection."""
        return "refuse-new"
