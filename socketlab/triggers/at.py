"""A step at a moment."""

from __future__ import annotations

from typing import ClassVar, Literal

from socketlab.language.units import Duration, format_duration
from socketlab.triggers.api import Trigger


class At(Trigger):
    """A time after the fleets' release.

    Args:
        at: The time.
    """

    summary: ClassVar = "once, at a time after the release"
    example: ClassVar = "at: 1s\nsignal: {host: server, signal: HUP}"

    kind: Literal["at"] = "at"
    at: Duration

    def moments(self) -> tuple[float, ...]:
        """The one moment."""
        return (self.at,)

    @property
    def wording(self) -> str:
        """``at 1s``."""
        return f"at {format_duration(self.at)}"
