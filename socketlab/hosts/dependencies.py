"""What a service depends on: ``depends_on``, in both of Compose's forms.

Source: the Compose Specification, "Services top-level element", depends_on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from socketlab.language.wording import instead

Condition = Literal["service_started", "service_healthy", "service_completed_successfully"]


class Dependency(BaseModel):
    """What one service must have done before another one is started.

    Args:
        condition: That it was started, is healthy, or has ended with status 0.
        required: Whether it is started for the other one where nothing else names it.
        restart: Read and set aside: a run restarts no host by itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    condition: Condition = "service_started"
    required: bool = True
    restart: bool = False


def _mapped(value: Any) -> Any:
    if isinstance(value, dict) or value is None:
        return value or {}
    if isinstance(value, list | tuple) and all(isinstance(name, str) for name in value):
        return {name: {} for name in value}
    raise ValueError(f"must be a list of services, or a mapping with their conditions{instead(value)}")


Dependencies = Annotated[dict[str, Dependency], BeforeValidator(_mapped)]
"""The services that one depends on, by their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """A host that is waited for before another one is started.

    Args:
        host: Its name.
        condition: What it must have done.
    """

    host: str
    condition: Condition

    @property
    def wording(self) -> str:
        """``redis is healthy``, ``migration has exited 0``, ``redis has started``."""
        done = {
            "service_started": "has started",
            "service_healthy": "is ready",
            "service_completed_successfully": "has exited 0",
        }
        return f"{self.host} {done[self.condition]}"
