"""What faults on the paths between hosts have in common: two groups, and packets that are counted.

The router of the run cuts the paths, or changes their conditions. It also ends that by itself when its time
is over, so that it does not outlive a player that was killed.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import Field

from socketlab.errors import LabError
from socketlab.faults.api import Fault, Strike
from socketlab.language.figures import counted
from socketlab.language.groups import TwoGroups
from socketlab.language.units import LONGEST_S, Duration
from socketlab.links.model import Cut, CutKind
from socketlab.runtimes.paths import CutsPaths

GRACE_S = 1.0
"""Added to a fault's own time, at which the player ends it: the router does where the player is gone."""


class PathFault(Fault):
    """A fault on the paths between two groups of hosts.

    Attributes:
        sides: The selectors of both groups; ``*`` is everyone who is not in the other group.
        both_ways: Whether both directions are meant, or only that from the first group to the second.
    """

    ends_with_host: ClassVar = False  # what it has affected is known when it is undone

    lasts: Duration | None = Field(default=None, alias="for")

    @property
    @abstractmethod
    def sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The selectors of the two groups."""

    @property
    @abstractmethod
    def both_ways(self) -> bool:
        """Whether both directions are meant."""

    @property
    def subject(self) -> str:
        """Both groups."""
        first, second = (", ".join(side) for side in self.sides)
        return f"{first} {'and' if self.both_ways else 'to'} {second}"

    @property
    def lasts_s(self) -> float | None:
        """Seconds until the paths are mended; the end of the run by default."""
        return self.lasts

    @property
    def router_lasts_s(self) -> float:
        """Seconds until the router ends it by itself."""
        return LONGEST_S if self.lasts is None else self.lasts + GRACE_S


class CutFault(PathFault):
    """A fault that cuts paths."""

    needs: ClassVar = (CutsPaths,)

    @property
    @abstractmethod
    def cut_kind(self) -> CutKind:
        """What happens to the packets."""

    def apply(self, strike: Strike) -> str:
        """Cut the paths."""
        cut = Cut(key=strike.key, routes=strike.routes, kind=self.cut_kind, lasts_s=self.router_lasts_s)
        strike.capability(CutsPaths).cut(cut)
        return ""

    def undo(self, strike: Strike) -> str:
        """Mend the paths.

        Raises:
            LabError: when no packet was affected.
        """
        mended = strike.capability(CutsPaths).mend(strike.key)
        return affected(mended[strike.key]) if mended else "healed before"


class BetweenGroups(TwoGroups, CutFault):
    """A cut of the paths between two groups that the user names.

    Args:
        between: Two groups, for both directions.
        from: The senders, for one direction only.
        to: The receivers.
        for: For how long; to the end of the run by default.
    """


Mode = Literal["drop", "refuse"]
"""What a sender sees: nothing at all, or a refusal."""


def affected(packets: int) -> str:
    """How many packets a cut has affected, for the record.

    Raises:
        LabError: when it was none.
    """
    if not packets:
        raise LabError("it had no effect: no packet came that way")
    return f"{counted(packets, 'packet', 'packets')} affected"
