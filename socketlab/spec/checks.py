"""The items of a scenario's list of checks.

    checks:
      - echo: {fleet: clients}
      - name: served at once
        fleet_time: {fleet: clients, at_most: 2s}

Each item holds exactly one kind and, if wanted, a ``name`` and a ``where``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from socketlab.checks import CHECKS
from socketlab.checks.api import Check
from socketlab.language.bounds import Model
from socketlab.language.kinds import given, item_model, words_of
from socketlab.language.wording import Scalar, is_same
from socketlab.language.written import SCALAR, also_as


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value,)


class _Item(Model):
    """One item of the list of checks: a kind with its settings, and perhaps a name.

    Args:
        name: What the report calls it.
        where: The matrix combinations in which it is asked: values of some axes; all by default.
    """

    name: str | None = Field(default=None, min_length=1)
    where: dict[str, Annotated[tuple[Scalar, ...], BeforeValidator(_listed), also_as(SCALAR)]] = Field(
        default_factory=dict
    )

    @model_validator(mode="after")
    def _one_kind(self) -> _Item:
        if len(given(self, CHECKS)) != 1:
            raise ValueError(f"needs exactly one kind of check, one of {', '.join(words_of(CHECKS))}")
        return self

    def asked_in(self, cell: Mapping[str, Scalar]) -> bool:
        """Whether the check is asked in a combination of the matrix."""
        return all(
            axis in cell and any(is_same(cell[axis], value) for value in values)
            for axis, values in self.where.items()
        )

    @property
    def spec(self) -> Check:
        """The one kind that is given."""
        check: Check = given(self, CHECKS)[0]
        return check


if TYPE_CHECKING:
    CheckItem = _Item
else:
    CheckItem = item_model("CheckItem", _Item, CHECKS)
