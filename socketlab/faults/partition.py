"""A network that is cut between two groups of hosts."""

from __future__ import annotations

from typing import ClassVar, Literal

from socketlab.faults.paths import BetweenGroups, Mode
from socketlab.links.model import CutKind


class Partition(BetweenGroups):
    """Cuts the network between two groups of hosts, in both directions or one.

    The router drops their packets, or refuses them: TCP with a reset, everything else with an ICMP message.
    Packets that are under way are lost, too. If no packet was affected, the run is inconclusive.

    Args:
        between: Two groups, for both directions.
        from: The senders, for one direction only.
        to: The receivers.
        mode: ``drop`` or ``refuse``.
        for: For how long; to the end of the run by default.
    """

    summary: ClassVar = "cuts the network between two groups of hosts"
    example: ClassVar = 'at: 500ms\npartition: {between: [server, "*"], for: 1s}'

    kind: Literal["partition"] = "partition"
    mode: Mode = "drop"

    @property
    def cut_kind(self) -> CutKind:
        """As the user chose."""
        return self.mode
