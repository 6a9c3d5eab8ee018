"""Settings of a host that are more than one value, in Compose's words."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from socketlab.language.units import Duration, Whole
from socketlab.language.values import Texts
from socketlab.language.written import also_as


def _limits(value: Any) -> Any:
    return value if isinstance(value, dict | Ulimit) else {"soft": value, "hard": value}


class Healthcheck(BaseModel):
    """How Docker asks whether a service is well, in Compose's words."""

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


class Ulimit(BaseModel):
    """A soft and a hard limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    soft: Whole
    hard: Whole


Ulimits = dict[str, Annotated[Ulimit, BeforeValidator(_limits), also_as({"type": "integer"})]]
