"""Two groups of hosts, with one direction between them or both."""

from __future__ import annotations

from typing import Any, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from socketlab.language.bounds import Model
from socketlab.language.selectors import Selectors
from socketlab.language.written import exactly_one


class TwoGroups(Model):
    """What holds between two groups that the user names.

    Args:
        between: Two groups, for both directions.
        from: The senders, for one direction only.
        to: The receivers.
    """

    model_config = ConfigDict(json_schema_extra=exactly_one("between", "from"))

    between: tuple[Selectors, Selectors] | None = None
    from_: Selectors | None = Field(default=None, alias="from")
    to: Selectors | None = None

    @field_validator("between", mode="before")
    @classmethod
    def _two_groups(cls, value: Any) -> Any:
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise ValueError("must be a list of two groups such as [clients, server]")
        return value

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        directed = self.from_ is not None and self.to is not None
        half = (self.from_ is None) != (self.to is None)
        if half or (self.between is not None) == directed:
            raise ValueError("needs either between (both directions), or from and to (one direction)")
        return self

    @property
    def sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The selectors of the two groups."""
        return self.between or (self.from_ or (), self.to or ())

    @property
    def both_ways(self) -> bool:
        """Whether both directions are meant."""
        return self.between is not None
