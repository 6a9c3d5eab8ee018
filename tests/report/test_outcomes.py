"""Which outcome a run has, and which one represents several."""

import pytest

from socketlab.checks.api import Verdict
from socketlab.report.outcomes import Outcome, exit_code_of, outcome_of, tally, worst_of


@pytest.mark.parametrize(
    ("verdict", "interrupted", "lab_error", "outcome"),
    [
        (Verdict.PASS, False, False, "pass"),
        (Verdict.FAIL, False, False, "fail"),
        (Verdict.UNKNOWN, False, False, "inconclusive"),
        (Verdict.FAIL, False, True, "inconclusive"),
        (Verdict.FAIL, True, True, "interrupted"),
    ],
)
def test_what_cut_a_run_short_outranks_its_checks(
    verdict: Verdict, *, interrupted: bool, lab_error: bool, outcome: Outcome
) -> None:
    assert outcome_of(verdict, interrupted=interrupted, lab_error=lab_error) == outcome


@pytest.mark.parametrize(
    ("outcomes", "worst", "code"),
    [
        (("pass", "pass"), "pass", 0),
        (("pass", "inconclusive"), "inconclusive", 3),
        (("inconclusive", "fail", "pass"), "fail", 1),
        (("fail", "interrupted"), "interrupted", 2),
    ],
)
def test_the_worst_outcome_decides(outcomes: tuple[Outcome, ...], worst: Outcome, code: int) -> None:
    assert worst_of(outcomes) == worst
    assert exit_code_of(outcomes) == code


def test_a_tally_names_what_happened_only() -> None:
    assert tally(["interrupted", "pass", "fail", "pass"]) == "2 pass, 1 fail, 1 interrupted"


def test_nothing_at_all_has_an_exit_code_of_its_own() -> None:
    assert exit_code_of([]) == 5
