"""Values of host settings that have parts of their own, in Compose's forms."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from socketlab.language.units import Duration, Whole
from socketlab.language.values import Texts
from socketlab.language.wording import cut, one_of

_MOST_RETRIES = 10_000
"""More do not come within the longest run."""

_TEST_FORMS = ("CMD", "CMD-SHELL", "NONE")


class Healthcheck(BaseModel):
    """How to find out whether a service is healthy.

    Source: the Compose Specification, "healthcheck"; Docker Engine API 1.41, HealthConfig: an empty test
    inherits the image's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    test: Texts = ()
    interval: Duration | None = None
    timeout: Duration | None = None
    retries: Whole | None = Field(default=None, ge=1, le=_MOST_RETRIES)
    start_period: Duration | None = None
    disable: bool = False

    @field_validator("test", mode="before")
    @classmethod
    def _shell_form(cls, value: Any) -> Any:
        return ["CMD-SHELL", value] if isinstance(value, str) else value

    @field_validator("test")
    @classmethod
    def _known_form(cls, test: tuple[str, ...]) -> tuple[str, ...]:
        if test and test[0] not in _TEST_FORMS:
            raise ValueError(
                f'a test list begins with a form, not with "{cut(test[0])}" ({one_of(_TEST_FORMS)})'
            )
        if test and test[0] != "NONE" and len(test) == 1:
            raise ValueError(f'"{test[0]}" has no command')
        return test

    @property
    def disabled(self) -> bool:
        """Whether it says that there is no health check, not even the image's."""
        return self.disable or self.test[:1] == ("NONE",)
