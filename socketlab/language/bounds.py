"""How many and how long: the bounds that checks put on what was seen."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from socketlab.language.units import Duration, Whole, format_duration
from socketlab.language.wording import instead
from socketlab.language.written import WHOLE, also_as, at_least_one

_MOST = 10**12
"""Counters of a kernel grow that large within the longest run, and nothing else does."""


class Model(BaseModel):
    """What every model of the scenario language is: unchangeable, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Count(Model):
    """How many: an exact number, or bounds; both ends belong to the range."""

    model_config = ConfigDict(json_schema_extra=at_least_one("at_least", "at_most"))

    at_least: Whole | None = Field(default=None, ge=0, le=_MOST)
    at_most: Whole | None = Field(default=None, ge=0, le=_MOST)

    @model_validator(mode="after")
    def _some_bound(self) -> Count:
        if self.at_least is None and self.at_most is None:
            raise ValueError("needs a number, at_least or at_most")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("at_least is above at_most")
        return self

    def holds(self, number: int) -> bool:
        """Whether a number lies in the range."""
        low = self.at_least is None or number >= self.at_least
        return low and (self.at_most is None or number <= self.at_most)

    def __str__(self) -> str:
        """``8``, ``at least 1`` or ``1 to 3``."""
        if self.at_least == self.at_most:
            return str(self.at_least)
        if self.at_most is None:
            return f"at least {self.at_least}"
        if self.at_least is None:
            return f"at most {self.at_most}"
        return f"{self.at_least} to {self.at_most}"

    @property
    def is_none(self) -> bool:
        """Whether only 0 lies in the range."""
        return self.at_most == 0

    def of(self, one: str, many: str, *, none: str | None = None) -> str:
        """``1 line``, ``at least 2 lines``; with ``none``, that instead of 0 of them."""
        if self.is_none and none is not None:
            return none
        return f"{self} {one if self._last == 1 else many}"

    def verb(self, one: str, many: str) -> str:
        """The form of a verb that goes with the number: ``no client exits``, ``2 clients exit``."""
        return one if self._last in (0, 1) else many

    @property
    def _last(self) -> int | None:
        return self.at_least if self.at_most is None else self.at_most


def _count(value: Any) -> Any:
    if isinstance(value, dict | Count):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return {"at_least": value, "at_most": value}
    raise ValueError(f"must be a whole number, or at_least and at_most{instead(value)}")


CountOf = Annotated[Count, BeforeValidator(_count), also_as(WHOLE)]


class Limits(Model):
    """A range of time; at least one end is given."""

    model_config = ConfigDict(json_schema_extra=at_least_one("at_least", "at_most"))

    at_least: Duration | None = Field(default=None, description="no shorter than this")
    at_most: Duration | None = Field(default=None, description="no longer than this")

    @model_validator(mode="after")
    def _some_limit(self) -> Limits:
        if self.at_least is None and self.at_most is None:
            raise ValueError("needs at_most or at_least")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("at_least is above at_most")
        return self

    def holds(self, seconds: float) -> bool:
        """Whether a time lies within the limits."""
        low = self.at_least is None or seconds >= self.at_least
        return low and (self.at_most is None or seconds <= self.at_most)

    @property
    def wording(self) -> str:
        """``at most 2s``, ``at least 8s`` or both."""
        words = []
        if self.at_least is not None:
            words.append(f"at least {format_duration(self.at_least)}")
        if self.at_most is not None:
            words.append(f"at most {format_duration(self.at_most)}")
        return " and ".join(words)
