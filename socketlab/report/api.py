"""What a report is made from, and what a writer of reports is.

A writer is one class in one file with one entry in ``WRITERS``. It turns a report into the bytes of a file
and does nothing else; what takes long to import it imports when it writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from socketlab.judging.record import Record
from socketlab.report.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A run that was judged.

    Args:
        result: Its outcome, checks and measurements.
        record: Its plan, events and outputs.
        scenario: The scenario as it was played, where a writer shows it.
        samples: What its hosts used over time, as lines of JSON, where it was sampled and a writer shows it.
    """

    result: Result
    record: Record
    scenario: str = ""
    samples: str = ""


class Writer(Protocol):
    """Writes one file of a run's folder."""

    @property
    def name(self) -> str:
        """What the format is called."""

    @property
    def file(self) -> str:
        """The file's name in the run's folder."""

    @property
    def summary(self) -> str:
        """What the file is for, as a phrase for a list."""

    def write(self, report: Report) -> bytes:
        """The file's content."""
