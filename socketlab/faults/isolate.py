"""Hosts that are cut off from everyone else."""

from __future__ import annotations

from typing import ClassVar, Literal

from socketlab.faults.paths import CutFault, Mode
from socketlab.language.selectors import EVERYTHING, Selectors
from socketlab.links.model import CutKind


class Isolate(CutFault):
    """Cuts hosts off from everyone else, in both directions.

    Several hosts still reach each other. If no packet was affected, the run is inconclusive.

    Args:
        host: Which hosts and clients.
        mode: ``drop`` or ``refuse``, as for ``partition``.
        for: For how long; to the end of the run by default.
    """

    summary: ClassVar = "cuts hosts off from everyone else"
    example: ClassVar = "at: 500ms\nisolate: {host: server, mode: refuse, for: 1s}"

    kind: Literal["isolate"] = "isolate"
    host: Selectors
    mode: Mode = "drop"

    @property
    def sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The hosts, and everyone else."""
        return self.host, (EVERYTHING,)

    @property
    def subject(self) -> str:
        """The hosts."""
        return ", ".join(self.host)

    @property
    def both_ways(self) -> bool:
        """Always."""
        return True

    @property
    def cut_kind(self) -> CutKind:
        """As the user chose."""
        return self.mode
