"""The items of a scenario's list of checks.

    checks:
      - echo: {fleet: clients}
      - name: served at once
        fleet_time: {fleet: clients, at_most: 2s}

Each item holds exactly one kind and, if wanted, a ``name`` and what modifies it: ``where``, ``level``,
``during``, ``eventually``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from socketlab.checks import CHECKS
from socketlab.checks.api import Check, Level, repeated
from socketlab.language.bounds import Model
from socketlab.language.kinds import given, item_model, words_of
from socketlab.language.names import StepName
from socketlab.language.units import Duration
from socketlab.language.wording import Scalar, is_same
from socketlab.language.written import SCALAR, also_as


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value,)


class Eventually(Model):
    """A time within which a check of a moment comes to hold.

    Args:
        within: From its moment on, at most.
    """

    within: Duration = Field(gt=0)


class _Item(Model):
    """One item of the list of checks: a kind with its settings, and what modifies it.

    Args:
        name: What the report calls it.
        where: The matrix combinations in which it is asked: values of some axes; all by default.
        level: With ``warning`` it is shown if it does not pass, and the run's outcome does not depend on it.
        during: The name of a step of the timeline: only what clients sent while that was in force is asked
            about. For the checks of replies.
        eventually: The check may fail at its moment if it holds within a time after it; the host is looked at
            again and again. For checks with an ``at``, which must be a time.
    """

    name: str | None = Field(default=None, min_length=1)
    where: dict[str, Annotated[tuple[Scalar, ...], BeforeValidator(_listed), also_as(SCALAR)]] = Field(
        default_factory=dict
    )
    level: Level = "error"
    during: StepName | None = None
    eventually: Eventually | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> _Item:
        if len(given(self, CHECKS)) != 1:
            raise ValueError(f"needs exactly one kind of check, one of {', '.join(words_of(CHECKS))}")
        if self.during is not None and not self.spec.limitable:
            possible = ", ".join(kind.word() for kind in CHECKS if kind.limitable)
            raise ValueError(f"during does not fit {self.spec.word()} (it is for {possible})")
        if self.eventually is not None and not isinstance(getattr(self.spec, "at", None), float):
            raise ValueError(f"eventually needs a {self.spec.word()} with a time for at, such as 1s")
        return self

    def asked_in(self, cell: Mapping[str, Scalar]) -> bool:
        """Whether the check is asked in a combination of the matrix."""
        return all(
            axis in cell and any(is_same(cell[axis], value) for value in values)
            for axis, values in self.where.items()
        )

    @property
    def asked(self) -> tuple[Check, ...]:
        """The check, at each moment at which it is asked."""
        return (self.spec,) if self.eventually is None else repeated(self.spec, self.eventually.within)

    @property
    def spec(self) -> Check:
        """The one kind that is given."""
        check: Check = given(self, CHECKS)[0]
        return check


if TYPE_CHECKING:
    CheckItem = _Item
else:
    CheckItem = item_model("CheckItem", _Item, CHECKS)
