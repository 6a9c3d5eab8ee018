"""How often repeated runs did not pass."""

from __future__ import annotations

import pytest

from socketlab.report.flakes import flakes_in_words, flakes_of, wilson
from tests.report.results import FAILED, PASSED, UNKNOWN, WARNING, a_result


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (1, 10, 0.0179, 0.4042), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)],
)
def test_the_interval_is_wilsons(found: int, of: int, low: float, high: float) -> None:
    """The values are those of R's binom.confint(method = "wilson")."""
    assert wilson(found, of) == pytest.approx((low, high), abs=1e-4)


def test_repeats_are_counted_with_the_checks_that_failed_and_the_command_that_plays_one_again() -> None:
    lost = {"outcome": "fail", "exit_code": 1, "cell": {"size": "a b"}, "seed": 7}
    runs = [
        a_result(PASSED, WARNING, cell={"size": "a b"}),
        a_result(PASSED, FAILED, WARNING, **lost),
        a_result(PASSED, FAILED, UNKNOWN, **lost | {"seed": 8}),
        a_result(PASSED),
    ]
    (flakes,) = flakes_of(runs, {"test": "./my test.yaml"})
    assert (flakes.runs, flakes.passes) == (3, 1)
    assert flakes.checks == {"all at once": 2, "hosts stay up": 1}
    assert list(flakes_in_words(flakes)) == [
        "test [size=a b]: 1 of 3 runs passed",
        "  not passed 66.7% (20.8% to 93.9% at 95% confidence)",
        "     2 x all at once",
        "     1 x hosts stay up",
        "  play the first of them again: socketlab run './my test.yaml' '--set=size=a b' --seed=7",
    ]


def test_runs_that_all_passed_have_no_command() -> None:
    (flakes,) = flakes_of([a_result(PASSED)] * 2, {})
    assert list(flakes_in_words(flakes)) == [
        "test: 2 of 2 runs passed",
        "  not passed 0.0% (0.0% to 65.8% at 95% confidence)",
    ]
