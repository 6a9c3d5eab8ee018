"""``result.json``: the result as it is, for programs."""

from __future__ import annotations

from socketlab.record.layout import RESULT
from socketlab.report.api import Report


class JSONResult:
    """Outcome, checks and measurements in a versioned shape (`socketlab.report.result`)."""

    name = "json"
    file = RESULT
    summary = "outcome, checks and measurements, for programs"

    def write(self, report: Report) -> bytes:
        """Indented JSON."""
        return (report.result.model_dump_json(indent=2) + "\n").encode()
