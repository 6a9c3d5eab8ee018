"""Two sides compared, measure by measure."""

from __future__ import annotations

import math
import sys

import pytest

from socketlab.errors import LabError
from socketlab.report.comparison import as_json, columns_of, compare, mann_whitney, measures_of
from tests.report.results import PASSED, a_result

SLOW = {f"m{n}": tuple(2.0 + n / 100 for n in range(8)) for n in range(1)}
QUICK = {"m0": tuple(1.0 + n / 100 for n in range(8))}

MEASURED = PASSED | {"measures": ({"name": "rate", "value": 5, "unit": "bit/s"}, {"name": "n", "value": 2})}


def test_the_test_is_that_of_mann_and_whitney() -> None:
    """The values are those of R's wilcox.test, exact."""
    probability, effect = mann_whitney([1, 2, 3, 4], [5, 6, 7, 8])
    assert (round(probability, 6), effect) == (0.028571, 1.0)


def test_more_than_noise_differs_and_exceeds_a_limit_that_is_smaller() -> None:
    (found,) = compare(QUICK, SLOW)
    assert (found.finding, found.effect) == ("differs", 1.0)
    assert found.exceeds(0.5)
    assert not found.exceeds(1.5)


def test_noise_exceeds_no_limit() -> None:
    (found,) = compare({"m": (1.0, 9.0, 2.0, 8.0)}, {"m": (3.0, 7.0, 6.0, 5.0)})
    assert (found.finding, found.exceeds(0.0)) == ("noise", False)


def test_too_few_values_are_not_tested_and_the_limit_alone_decides() -> None:
    (found,) = compare({"m": (1.0,)}, {"m": (2.0,)})
    assert (found.finding, found.probability, found.exceeds(0.5)) == ("untested", None, True)
    assert columns_of(found) == ("m", "1 (n=1)", "2 (n=1)", "+100.0%", "-", "-", "untested")


def test_equal_medians_are_the_same_and_what_one_side_lacks_is_no_difference() -> None:
    same, alone, late = compare({"a": (0.0,) * 4, "b": (1.0,)}, {"a": (0.0,) * 4, "c": (1.0,)})
    assert [each.finding for each in (same, alone, late)] == ["same", "only one side", "only one side"]
    assert not any(each.exceeds(0.0) for each in (same, alone, late))
    assert columns_of(alone)[1:4] == ("1 (n=1)", "-", "-")


def test_a_change_from_zero_is_without_a_bound() -> None:
    (found,) = compare({"m": (0.0,)}, {"m": (1.0,)})
    assert found.change_ratio == math.inf
    assert as_json(found)["change_ratio"] is None


def test_of_a_single_run_each_client_counts_and_of_repeats_each_run() -> None:
    result = a_result(MEASURED)
    alone, repeated = measures_of([result]), measures_of([result] * 3)
    assert len(alone["test: clients client time (s)"]) == 8
    assert len(repeated["test: clients client time (s)"]) == 3
    assert alone["test: [bold]own bytes[/bold]: rate (bit/s)"] == (5.0,)
    assert "test: [bold]own bytes[/bold]: n" in alone
    assert "test: clients client waiting (s)" not in alone


def test_without_scipy_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    with pytest.raises(LabError, match=r"compare needs SciPy \(install"):
        mann_whitney([1], [2])
