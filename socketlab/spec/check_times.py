"""Checks of how long clients took, and of when they began."""

from __future__ import annotations

from typing import Literal

from socketlab.language.bounds import Limits


class ClientTime(Limits):
    """Every client took this long, from its own release to its end."""

    kind: Literal["client_time"] = "client_time"
    fleet: str


class FleetTime(Limits):
    """The fleet took this long, from the first release to the last end."""

    kind: Literal["fleet_time"] = "fleet_time"
    fleet: str


class StartSkew(Limits):
    """The fleet's first and last connect lie this far apart."""

    kind: Literal["start_skew"] = "start_skew"
    fleet: str


class WaitingTime(Limits):
    """Clients waited this long for their first answer, from the moment they began to connect.

    Args:
        fleet: Whose clients; they must keep a journal.
        of: Which of them: each, or the one in that place when all are put in order.
    """

    kind: Literal["waiting_time"] = "waiting_time"
    fleet: str
    of: Literal["each", "fastest", "median", "slowest"] = "each"
