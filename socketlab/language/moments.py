"""Moments at which a run looks at its hosts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainSerializer

from socketlab.language.units import bounded_duration, format_duration
from socketlab.language.written import DURATION, written_as


def _moment(value: Any) -> Any:
    if value in ("start", "end"):
        return value
    try:
        return bounded_duration(value)
    except ValueError as error:
        raise ValueError(f"a moment is start, end or the time since the release: {error}") from error


Moment = Annotated[
    Literal["start", "end"] | float,
    BeforeValidator(_moment),
    PlainSerializer(lambda value: value if isinstance(value, str) else format_duration(value)),
    written_as({"enum": ["start", "end"], "type": "string"}, DURATION),
]
"""``start``: all hosts ready, no client released; ``end``: all clients ended; else after the release."""


MOST_MOMENTS = 11
"""Looks within a time; each costs a tenth of a second of the machine."""

CLOSEST_S = 0.5
"""From one of them to the next, at least."""


def moments_within(at_s: float, within_s: float) -> tuple[float, ...]:
    """The moments at which something is looked at again: from one on, to the end of a time."""
    steps = max(1, min(MOST_MOMENTS - 1, int(within_s / CLOSEST_S)))
    return tuple(round(at_s + within_s * step / steps, 6) for step in range(steps + 1))


def moment_words(moment: Literal["start", "end"] | float) -> str:
    """A moment in a sentence, to follow ``at`` or ``until``: ``the start``, ``the end``, ``1.5s``."""
    return f"the {moment}" if isinstance(moment, str) else format_duration(moment)
