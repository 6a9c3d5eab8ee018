"""Results for the tests of what shows them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from socketlab.events import Ready
from socketlab.report.api import Report
from socketlab.report.result import CheckReport, FleetReport, Result
from tests.records import a_plan, a_record

FAILED = {
    "number": 2,
    "name": "all at once",
    "kind": "fleet_time",
    "place": "test.yaml:9:5",
    "verdict": "fail",
    "expected": "at most 2s",
    "seen": "8.012s",
    "evidence": ("events.jsonl", "logs/clients-1.stdout.log"),
}
PASSED = FAILED | {
    "number": 1,
    "name": "[bold]own bytes[/bold]",
    "verdict": "pass",
    "seen": "8 of 8",
    "evidence": (),
}
UNKNOWN = FAILED | {
    "number": 3,
    "name": "hosts stay up",
    "place": "implied",
    "verdict": "unknown",
    "seen": "?",
}


WARNING = FAILED | {"number": 4, "level": "warning"}


def a_result(*checks: dict[str, Any], **changes: Any) -> Result:
    given: dict[str, Any] = {
        "run": "testrun1",
        "scenario": "test",
        "cell": {},
        "seed": 1,
        "runtime": "fake",
        "began": "2026-01-01T00:00:00.000Z",
        "elapsed_s": 9.5,
        "outcome": "pass",
        "exit_code": 0,
        "fleets": {
            "clients": FleetReport(
                clients=8, ended=7, start_skew_s=0.00142, elapsed_s=1.0345, client_elapsed_s=(1.0,) * 8
            )
        },
        "checks": tuple(CheckReport(**check) for check in checks),
        "folder": "runs/test/1",
    }
    return Result(**given | changes)


def a_report(*checks: dict[str, Any], **changes: Any) -> Report:
    return Report(result=a_result(*checks, **changes), record=a_record())


PLAN = replace(a_plan(), cell={"size": "5"}, notes=("the lab is down",))


READY = Ready(at_s=0.512, host="server", how="journal")


FAILED_LINES = [
    "  fail     all at once (test.yaml:9:5)",
    "           expected at most 2s",
    "           seen     8.012s",
    "           evidence runs/test/1/events.jsonl",
    "           evidence runs/test/1/logs/clients-1.stdout.log",
]
