"""Values of host settings that have parts of their own, in Compose's forms."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from socketlab.language.units import Duration, Whole
from socketlab.language.values import Texts
from socketlab.language.wording import one_of
from socketlab.language.written import also_as

_TEST_FORMS = ("CMD", "CMD-SHELL", "NONE")


def _limits(value: Any) -> Any:
    return value if isinstance(value, dict | Ulimit) else {"soft": value, "hard": value}


class Healthcheck(BaseModel):
    """How to find out whether a service is healthy.

    Source: the Compose Specification, "healthcheck"; Docker Engine API 1.41, HealthConfig: an empty test
    inherits the image's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    test: Texts = ()
    interval: Duration | None = None
    timeout: Duration | None = None
    retries: Whole | None = Field(default=None, ge=1)
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
                f'a test list begins with a form, not with "{test[0][:80]}" ({one_of(_TEST_FORMS)})'
            )
        if test and test[0] != "NONE" and len(test) == 1:
            raise ValueError(f'"{test[0]}" has no command')
        return test

    @property
    def disabled(self) -> bool:
        """Whether it says that there is no health check, not even the image's."""
        return self.disable or self.test[:1] == ("NONE",)


class Ulimit(BaseModel):
    """A soft and a hard limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    soft: Whole
    hard: Whole


Ulimits = dict[str, Annotated[Ulimit, BeforeValidator(_limits), also_as({"type": "integer"})]]

Processors = Annotated[float, Field(gt=0)]
"""How many processors, in parts of one."""
