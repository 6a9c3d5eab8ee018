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
    """The mark of a field whose text must be the name of a declared host or fleet."""

    role: Role


HostName = Annotated[str, Names("host")]
"""The name of a host that the scenario declares."""

FleetName = Annotated[str, Names("fleet")]
"""The name of a fleet that the scenario declares."""
