"""``result.json``: its shape, and how a run's outcome comes about."""

from dataclasses import replace

import pytest

from socketlab.checks.api import Answer, Verdict
from socketlab.events import Began, Cleaned, Event, Interrupted, Troubled
from socketlab.judging.judge import CheckResult, judge
from socketlab.report.result import Result, make_result
from tests import golden
from tests.records import (
    a_client,
    a_plan,
    a_record,
    behind_gate,
    exited,
    gated,
    noted,
    released,
    talked,
    timed_out,
)
from tests.report.results import a_result

BEGAN = Began(at_s=0.0, run="testrun1", scenario="test", cell={}, seed=1, wall="2026-01-01T00:00:00.000Z")


def verdicts(*given: Verdict) -> tuple[CheckResult, ...]:
    answers = [Answer(verdict=verdict, expected="x", seen="y") for verdict in given]
    return tuple(
        CheckResult(number=number, name="n", kind="echo", place="p", answer=answer)
        for number, answer in enumerate(answers, start=1)
    )


def result_of(*events: Event, checks: tuple[CheckResult, ...] = ()) -> Result:
    return make_result(a_record(*events), checks, folder="runs/test/1")


PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
TROUBLED = Troubled(at_s=5.0, message="no engine")
INTERRUPTED = Interrupted(at_s=5.0)


@pytest.mark.parametrize(
    ("events", "given", "outcome", "exit_code"),
    [
        ([], (PASS, PASS), "pass", 0),
        ([], (PASS, UNKNOWN, FAIL), "fail", 1),
        ([], (PASS, UNKNOWN), "inconclusive", 3),
        ([], (), "inconclusive", 3),
        ([TROUBLED], (PASS,), "inconclusive", 3),
        ([TROUBLED], (FAIL,), "inconclusive", 3),
        ([INTERRUPTED], (PASS,), "interrupted", 2),
        ([INTERRUPTED], (FAIL,), "interrupted", 2),
        ([INTERRUPTED, TROUBLED], (FAIL,), "interrupted", 2),
    ],
)
def test_the_outcome_is_the_worst_verdict_unless_the_run_was_spoiled(
    events: list[Event], given: tuple[Verdict, ...], outcome: str, exit_code: int
) -> None:
    result = result_of(*events, checks=verdicts(*given))
    assert (result.outcome, result.exit_code) == (outcome, exit_code)


@pytest.mark.parametrize("given", [(PASS, FAIL), (PASS, UNKNOWN)])
def test_the_outcome_does_not_depend_on_warnings(given: tuple[Verdict, ...]) -> None:
    passed, other = verdicts(*given)
    result = result_of(checks=(passed, replace(other, level="warning")))
    assert (result.outcome, result.checks[1].verdict, result.checks[1].level) == ("pass", given[1], "warning")


def test_a_host_that_died_fails_the_run_even_before_its_release() -> None:
    record = a_record(exited("server", 1), plan=a_plan({"echo": {"fleet": "clients"}}, None))
    result = make_result(record, judge(record), folder="f")
    assert (result.outcome, [check.verdict for check in result.checks]) == ("fail", [UNKNOWN, FAIL])


def test_a_run_that_was_killed_without_a_word_is_inconclusive() -> None:
    record = a_record(BEGAN, released(), plan=a_plan({"exit_status": {"fleet": "clients"}}, None))
    assert make_result(record, judge(record), folder="f").outcome == "inconclusive"


def test_a_result_of_nothing_at_all_has_no_times() -> None:
    result = result_of()
    assert (result.began, result.elapsed_s, result.trouble, result.left) == ("", 0.0, "", ())


def test_trouble_and_what_was_left_are_told() -> None:
    events = [BEGAN, TROUBLED, Troubled(at_s=6.0, message="no disk"), Cleaned(at_s=7.0, left=("a network",))]
    result = result_of(*events)
    assert result.trouble == "no engine; no disk"
    assert result.left == ("a network",)
    assert (result.began, result.elapsed_s) == (BEGAN.wall, 7.0)


@pytest.mark.parametrize(("cell", "label"), [({}, "test"), ({"a": "1", "b": "x"}, "test [a=1, b=x]")])
def test_a_result_is_called_by_its_scenario_and_cell(cell: dict[str, str], label: str) -> None:
    assert a_result(cell=cell).label == label


GOLDEN_EVENTS = [
    BEGAN,
    gated("server"),
    gated("clients-1"),
    released(),
    *talked("clients-1", "Hello", "Echo=>Hello"),
    noted("clients-1", "connect", began=100.001),
    *behind_gate("clients-1", 100.0, 101.0345678),
    *talked("clients-2", "Hello", "Echo=>Hallo"),
    gated("clients-2"),
    *timed_out("clients-2"),
    Cleaned(at_s=33.25, left=()),
]


def test_a_result_is_what_it_was_to_the_letter() -> None:
    checks = ({"echo": {"fleet": "clients"}}, {"fleet_time": {"fleet": "clients", "at_most": "40s"}}, None)
    in_order_of_release = (a_client(2), a_client(1))
    plan = replace(a_plan(*checks), cell={"size": "5"}, notes=("a note",), clients=in_order_of_release)
    record = a_record(*GOLDEN_EVENTS, plan=plan, outputs={"clients-2.stdout": "x"})
    result = make_result(record, judge(record), folder="runs/test/1")
    assert golden.same_as("result.json", result.model_dump_json(indent=2) + "\n")
    assert Result.model_validate_json(golden.read("result.json")) == result
