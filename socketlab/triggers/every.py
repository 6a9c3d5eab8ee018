"""A step that is repeated."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from socketlab.language.units import Duration, Whole, format_duration
from socketlab.triggers.api import Trigger

MOST_TIMES = 1000
"""How often one step may be repeated."""


class Every(Trigger):
    """Repeatedly, from a time after the fleets' release.

    Args:
        every: From one time to the next.
        at: The first time; the release by default.
        times: How many times.
        lasts: For how long, from the first time to the last one possible.
    """

    summary: ClassVar = "repeatedly, a number of times or for a while"
    example: ClassVar = "at: 300ms\nevery: 200ms\ntimes: 3\nsignal: {host: server, signal: HUP}"

    kind: Literal["every"] = "every"
    every: Duration
    at: Duration = 0.0
    times_: Whole | None = Field(default=None, alias="times", ge=1, le=MOST_TIMES)
    lasts: Duration | None = Field(default=None, alias="for")

    @field_validator("every")
    @classmethod
    def _some_time(cls, seconds: float) -> float:
        if not seconds:
            raise ValueError("must be more than 0s")
        return seconds

    @model_validator(mode="after")
    def _one_end(self) -> Every:
        if (self.times_ is None) == (self.lasts is None):
            raise ValueError("every needs either times (a number) or for (a duration)")
        if self._count() > MOST_TIMES:
            raise ValueError(f"comes {self._count()} times (repeat a step {MOST_TIMES} times at most)")
        return self

    def moments(self) -> tuple[float, ...]:
        """Each moment; in decimal arithmetic, so that ten times 0.1 s are 1 s."""
        first, step = Decimal(str(self.at)), Decimal(str(self.every))
        return tuple(float(first + step * number) for number in range(self._count()))

    @property
    def wording(self) -> str:
        """``at 1s and every 500ms, 3 times``."""
        return f"at {format_duration(self.at)} and every {format_duration(self.every)}, {self._count()} times"

    def _count(self) -> int:
        if self.lasts is None:
            return self.times_ or 1
        return int(Decimal(str(self.lasts)) // Decimal(str(self.every))) + 1
