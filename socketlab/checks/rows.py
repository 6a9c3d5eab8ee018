"""The family of checks that count in a host's process table at a moment."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field
from typing_extensions import override

from socketlab.checks.api import NOT_OBSERVED, Answer, Check, Measure, holds, unknown
from socketlab.checks.observing import unless_late
from socketlab.events import ProcessRow
from socketlab.language.bounds import CountOf
from socketlab.language.moments import Moment, moment_words
from socketlab.language.names import HostName
from socketlab.record.evidence import Evidence
from socketlab.record.layout import EVENTS
from socketlab.record.observations import Observation, Participants


class RowCount(Check):
    """A number read from a host's process table at a moment.

    Attributes:
        nouns: What is counted, one and several.
        subject: Where it is counted, with ``{host}``, up to the number.
    """

    nouns: ClassVar[tuple[str, str]]
    subject: ClassVar[str] = "{host} has"

    host: HostName = Field(description="on which host")
    at: Moment = Field(default="end", description="when")
    count: CountOf = Field(description="how many")

    @abstractmethod
    def number(self, row: ProcessRow) -> int | None:
        """What one row adds; ``None`` where it could not be read."""

    @property
    @override
    def title(self) -> str:
        number = self.count.of(*self.nouns, none=f"no {self.nouns[1]}")
        return f"{self.subject.format(host=self.host)} {number} at {moment_words(self.at)}"

    @override
    def looks(self, participants: Participants) -> Iterator[Observation]:
        yield Observation(kind="processes", host=self.host, at=self.at)

    @override
    def judge(self, evidence: Evidence) -> Answer:
        expected = self.count.of(*self.nouns)
        table = evidence.table(self.host, str(self.at))
        if table is None or table.rows is None:
            return unknown(expected, NOT_OBSERVED if table is None else table.trouble)
        numbers = [self.number(row) for row in table.rows]
        if None in numbers:
            return unknown(expected, f"the first process of {self.host} belongs to another user")
        total = sum(number or 0 for number in numbers)
        answer = Answer(
            verdict=holds(self.count.holds(total)),
            expected=expected,
            seen=str(total),
            measures=(Measure(self.nouns[1].replace(" ", "_"), total, host=self.host),),
            evidence=(EVENTS,),
        )
        return unless_late(answer, evidence, at=self.at, observed_s=table.at_s)
