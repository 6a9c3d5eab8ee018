"""A host that counts as ready a while after its start, for programs that show nothing."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator

from socketlab.language.units import Duration, format_duration
from socketlab.language.written import DURATION, short_form
from socketlab.readiness.api import Readiness


class Delay(Readiness):
    """Time has passed since the host started: the last resort."""

    summary: ClassVar[str] = "a fixed time has passed since the host started"
    example: ClassVar[str] = "delay: 500ms"

    model_config = ConfigDict(json_schema_extra=short_form(DURATION))

    kind: Literal["delay"] = "delay"
    seconds: Duration = Field(alias="for", description="from the host's start")

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"for": value}

    @property
    def after_s(self) -> float:
        """See the base class."""
        return self.seconds

    @property
    def wording(self) -> str:
        """See the base class."""
        return f"{format_duration(self.seconds)} after its start"
