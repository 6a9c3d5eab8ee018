"""``result.json`` for programs."""

from __future__ import annotations

import json

from socketlab.report.json_result import JSONResult
from socketlab.report.result import SCHEMA, Result
from tests.report.results import FAILED, PASSED, a_report


def test_what_is_written_is_the_result_and_can_be_read_again() -> None:
    report = a_report(PASSED, FAILED, outcome="fail", exit_code=1)
    written = JSONResult().write(report)
    assert Result.model_validate_json(written) == report.result
    assert written.endswith(b"}\n")
    assert json.loads(written)["result_schema"] == SCHEMA
