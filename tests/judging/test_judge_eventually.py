"""A check of a moment that may come to hold within a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from socketlab.judging.judge import judge
from tests.checks.examples import EXAMPLE_SCENARIO
from tests.plan.plans import FLEET, PRIVATE, plan_of
from tests.records import RELEASE_S, a_plan, a_record, released, row, table
from tests.spec.yaml_files import problems

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
CHECK = {"processes": {"host": "server", "at": "1s", "count": 1}, "eventually": {"within": "1s"}}


def seen(moment: str, processes: int) -> Event:
    after_s = 4.0 if moment == "end" else float(moment)
    return table(*(row(pid) for pid in range(1, processes + 1)), moment=moment, at_s=RELEASE_S + after_s)


@pytest.mark.parametrize(
    ("events", "verdict", "what"),
    [
        ([seen("1.0", 1)], PASS, "1"),
        ([seen("1.0", 3), seen("1.5", 1), seen("2.0", 2)], PASS, "1"),
        ([seen("1.0", 3), seen("1.5", 2), seen("2.0", 2)], FAIL, "2"),
        ([seen("1.0", 3), seen("2.0", 2)], UNKNOWN, "not observed: the run ended before then"),
        ([seen("end", 1)], UNKNOWN, "not observed: the run ended before then"),
    ],
)
def test_the_first_moment_at_which_it_holds_decides(events: list[Event], verdict: Verdict, what: str) -> None:
    (result,) = judge(a_record(released(), events, plan=a_plan(CHECK)))
    assert (result.answer.verdict, result.answer.seen) == (verdict, what)


@pytest.mark.parametrize(
    "check",
    [
        "{eventually: {within: 1s}, no_loss: {fleet: clients}}",
        "{eventually: {within: 1s}, processes: {host: server, count: 1}}",
        "{eventually: {within: 1s}, processes: {host: server, at: start, count: 1}}",
    ],
)
def test_it_fits_only_checks_of_a_time(check: str, tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, f"{EXAMPLE_SCENARIO}  - {check}\n")
    assert "with a time for at, such as 1s" in problem


def test_no_time_at_all_is_refused(tmp_path: Path) -> None:
    check = "{eventually: {within: 0s}, processes: {host: server, at: 1s, count: 1}}"
    (problem,) = problems(tmp_path, f"{EXAMPLE_SCENARIO}  - {check}\n")
    assert "eventually.within" in problem


def test_the_plan_looks_at_each_moment_and_the_title_says_until_when(tmp_path: Path) -> None:
    check = "{eventually: {within: 1s}, processes: {host: server, at: 1s, count: 1}}"
    plan = plan_of(tmp_path, f"{PRIVATE}{FLEET}checks: [{check}]\n")
    assert [each.at for each in plan.observations] == [1.0, 1.5, 2.0]
    assert plan.checks[0].name == "server has 1 process at 1s, or within 1s after"
