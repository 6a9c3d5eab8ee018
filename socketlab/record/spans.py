"""When the steps of a timeline were in force, as a run recorded it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from socketlab.events import FaultDone


@dataclass(frozen=True, slots=True)
class Span:
    """A time of a run, in seconds since it began.

    Args:
        begin_s: When the fault was injected.
        end_s: When its undoing began; infinite for a fault that was not undone.
    """

    begin_s: float
    end_s: float

    @property
    def over_s(self) -> float:
        """When the fault was over: at once for one that is not undone, such as a signal."""
        return self.begin_s if math.isinf(self.end_s) else self.end_s


def spans_of(faults: Iterable[FaultDone], name: str) -> tuple[Span, ...]:
    """The times in which the steps of a name were in force, one for each host and coming.

    Args:
        faults: What was recorded of the timeline, in order.
        name: The name of one step, or of several.
    """
    spans: list[Span] = []
    begun: dict[tuple[int, str], float] = {}
    for event in faults:
        place = (event.step, event.host)
        if event.name != name or (event.trouble and not event.undone):
            continue
        began_s = begun.pop(place, None)
        if began_s is not None:
            spans.append(Span(began_s, event.at_s if event.undone else math.inf))
        if not event.undone:
            begun[place] = event.at_s
    spans += [Span(began_s, math.inf) for began_s in begun.values()]
    return tuple(sorted(spans, key=lambda span: span.begin_s))
