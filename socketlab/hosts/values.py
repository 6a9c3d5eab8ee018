"""Values of host settings that have parts of their own, in Compose's forms."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from socketlab.language.units import Duration, Whole
from socketlab.language.values import Texts
from socketlab.language.wording import cut, one_of

_MOST_RETRIES = 10_000
"""More do not come within the longest run."""

_LEAST_S = 0.001
"""Source: moby, ``daemon/container.go``, ``MinimumDuration``; 0 is the default there, which no one means."""

_TEST_FORMS = ("CMD", "CMD-SHELL", "NONE")


def _some_time(seconds: float) -> float:
    if seconds < _LEAST_S:
        raise ValueError("must be 1ms or more (leave it out for Docker's default)")
    return seconds


ProbeTime = Annotated[Duration, AfterValidator(_some_time)]
"""A time of a health check, which an engine can keep."""


class Healthcheck(BaseModel):
    """How to find out whether a service is healthy.

    Source: the Compose Specification, "healthcheck"; Docker Engine API 1.41, HealthConfig: an empty test
    inherits the image's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    test: Texts = ()
    interval: ProbeTime | None = None
    timeout: ProbeTime | None = None
    retries: Whole | None = Field(default=None, ge=0, le=_MOST_RETRIES, description="0 is Docker's default")
    start_period: Duration | None = None
    start_interval: ProbeTime | None = None
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
