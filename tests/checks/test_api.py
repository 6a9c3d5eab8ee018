"""Verdicts, and answers put together from what was found about each client."""

from collections.abc import Callable

import pytest

from socketlab.checks.api import Finding, Measure, Verdict, answer_of, answer_of_some, worst

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("verdicts", "wins"),
    [
        ([], UNKNOWN),
        ([PASS, PASS], PASS),
        ([PASS, UNKNOWN, PASS], UNKNOWN),
        ([UNKNOWN, FAIL, PASS], FAIL),
    ],
)
def test_the_worst_verdict_wins(verdicts: list[Verdict], wins: Verdict) -> None:
    assert worst(verdicts) is wins


def test_the_worst_finding_is_shown_with_how_many_are_like_it() -> None:
    findings = [Finding(UNKNOWN, "a", ("1",)), Finding(FAIL, "b", ("2", "3")), Finding(FAIL, "c", ("3",))]
    found = answer_of(findings, asked=1, expected="x", otherwise="y")
    assert (found.verdict, found.seen, found.evidence) == (FAIL, "b (and 1 more)", ("2", "3"))


def test_measures_are_kept_whatever_was_found() -> None:
    measures = (Measure("lines", 3, host="a"),)
    assert answer_of([], asked=1, expected="x", otherwise="y", measures=measures).measures == measures
    assert (
        answer_of([Finding(FAIL, "b")], asked=1, expected="x", otherwise="y", measures=measures).measures
        == measures
    )


@pytest.mark.parametrize(
    ("verdicts", "wanted", "verdict", "seen"),
    [
        ([PASS], lambda number: number == 1, PASS, "1 of 1 client"),
        ([PASS, FAIL], lambda number: number == 2, FAIL, "1 of 2 clients"),
        ([PASS, UNKNOWN], lambda number: number == 2, UNKNOWN, "1 of 2 clients, 1 unknown"),
        ([PASS, UNKNOWN], lambda number: number >= 1, PASS, "1 of 2 clients, 1 unknown"),
    ],
)
def test_a_number_of_clients_is_decided_once_the_unknown_ones_cannot_change_it(
    verdicts: list[Verdict], wanted: Callable[[int], bool], verdict: Verdict, seen: str
) -> None:
    found = answer_of_some(verdicts, wanted, expected="x")
    assert (found.verdict, found.seen) == (verdict, seen)
