"""Fields that name something else in the same scenario: a host, a fleet, or either.

The mark is read by whatever compares names with what the scenario declares, so that a new kind of check or
fault needs no entry in a second list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

Role = Literal["host", "fleet"]


@dataclass(frozen=True, slots=True)
class Names:
    """The mark of a field whose text must be the name of a declared host or fleet.

    Args:
        role: What it names.
        own: Whether it must be a host of the run's own, because the run changes or ends it.
    """

    role: Role
    own: bool = False


@dataclass(frozen=True, slots=True)
class NamesStep:
    """The mark of a field whose text must be the name of a step of the timeline."""


HostName = Annotated[str, Names("host")]
"""The name of a host that the scenario declares."""

OwnHostName = Annotated[str, Names("host", own=True)]
"""The name of a host that the run may change or end: not one of the standing lab."""

StepName = Annotated[str, NamesStep()]
"""The name that the scenario gives to a step of its timeline."""

FleetName = Annotated[str, Names("fleet")]
"""The name of a fleet that the scenario declares."""
