"""Counts and limits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from socketlab.language.bounds import Count, CountOf, Limits

COUNT: TypeAdapter[Count] = TypeAdapter(CountOf)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (8, "8"),
        ({"at_least": 1}, "at least 1"),
        ({"at_most": 3}, "at most 3"),
        ({"at_least": 1, "at_most": 3}, "1 to 3"),
    ],
)
def test_a_count_is_a_number_or_a_range(written: Any, words: str) -> None:
    assert str(COUNT.validate_python(written)) == words


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (-1, 'must be a whole number, or at_least and at_most, not "-1"'),
        (True, 'must be a whole number, or at_least and at_most, not "true"'),
        ("many", 'must be a whole number, or at_least and at_most, not "many"'),
        ({}, "needs a number, at_least or at_most"),
        ({"at_least": 2, "at_most": 1}, "at_least is above at_most"),
    ],
)
def test_what_is_not_a_count_says_why(written: Any, message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        COUNT.validate_python(written)
    assert str(raised.value.errors()[0]["msg"]).removeprefix("Value error, ") == message


@given(low=st.integers(0, 9) | st.none(), high=st.integers(0, 9) | st.none(), number=st.integers(0, 9))
def test_a_number_is_in_the_range_or_not(low: int | None, high: int | None, number: int) -> None:
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        return
    wanted = (low is None or low <= number) and (high is None or number <= high)
    assert Count(at_least=low, at_most=high).holds(number) is wanted


@pytest.mark.parametrize(
    ("count", "phrase", "verb"),
    [
        (Count(at_least=0, at_most=0), "no line", "exits"),
        (Count(at_least=1, at_most=1), "1 line", "exits"),
        (Count(at_least=2), "at least 2 lines", "exit"),
        (Count(at_least=1, at_most=3), "1 to 3 lines", "exit"),
    ],
)
def test_words_go_with_the_number(count: Count, phrase: str, verb: str) -> None:
    assert count.of("line", "lines", none="no line") == phrase
    assert count.verb("exits", "exit") == verb


@pytest.mark.parametrize(
    ("limits", "words", "inside", "outside"),
    [
        (Limits.model_validate({"at_most": "2s"}), "at most 2s", 2.0, 2.1),
        (Limits.model_validate({"at_least": "8s"}), "at least 8s", 8.0, 7.9),
        (Limits.model_validate({"at_least": "1s", "at_most": "2s"}), "at least 1s and at most 2s", 1.5, 0.5),
    ],
)
def test_limits_are_a_range_of_time(limits: Limits, words: str, inside: float, outside: float) -> None:
    assert limits.wording == words
    assert limits.holds(inside)
    assert not limits.holds(outside)


@pytest.mark.parametrize("written", [{}, {"at_least": "2s", "at_most": "1s"}])
def test_limits_have_an_end_and_are_in_order(written: Any) -> None:
    with pytest.raises(ValidationError, match="at_most"):
        Limits.model_validate(written)
