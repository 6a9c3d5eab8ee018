"""What happens to the links of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socketlab.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksMade(Event):
    """The conditions of all links were put in force.

    Args:
        mechanism: ``netem``, or ``fallback`` where the kernel has none.
        paths: How many directions between groups of hosts have conditions.
    """

    kind: ClassVar[str] = "links-made"
    mechanism: str
    paths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMeasured(Event):
    """A condition of a link was measured.

    Args:
        source: The senders.
        destination: The receivers.
        quantity: ``delay`` (one-way), ``jitter`` (standard deviation), ``loss``, ``duplicate`` or ``rate``.
        unit: ``s``, ``bit/s``, or empty for a share.
        declared: What the scenario asks for.
        measured: What was found; ``None`` where no probe arrived.
        within: Whether that is within the tolerance.
    """

    kind: ClassVar[str] = "link-measured"
    source: str
    destination: str
    quantity: str
    unit: str
    declared: float
    measured: float | None
    within: bool
