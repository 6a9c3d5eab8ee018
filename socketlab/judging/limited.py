"""The record as a check sees it that is limited to the time in which a step of the timeline was in force."""

from __future__ import annotations

from typing_extensions import override

from socketlab.judging.evidence import RecordedEvidence
from socketlab.judging.record import Record
from socketlab.record.spans import Span


class LimitedEvidence(RecordedEvidence):
    """Look-ups on a record, of which only what happened in some times is asked about.

    Args:
        record: The run's plan, events and outputs.
        spans: The times.
    """

    def __init__(self, record: Record, spans: tuple[Span, ...]) -> None:
        super().__init__(record)
        self._limits = [
            (begin, end)
            for span in spans
            if (begin := self.clock_at(span.begin_s)) is not None
            and (end := self.clock_at(span.end_s)) is not None
        ]

    @override
    def covers(self, clock: float) -> bool:
        return any(begin <= clock < end for begin, end in self._limits)
