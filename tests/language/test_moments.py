"""Moments of a run."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from socketlab.language.moments import Moment, moment_words, moments_within

MOMENT: TypeAdapter[Any] = TypeAdapter(Moment)


@pytest.mark.parametrize(
    ("written", "moment", "words", "again"),
    [
        ("start", "start", "the start", "start"),
        ("end", "end", "the end", "end"),
        ("1500ms", 1.5, "1.5s", "1.5s"),
        ("0s", 0.0, "0s", "0s"),
    ],
)
def test_a_moment_is_start_end_or_a_time(written: str, moment: Any, words: str, again: str) -> None:
    found = MOMENT.validate_python(written)
    assert found == moment
    assert moment_words(found) == words
    assert MOMENT.dump_python(found) == again


@pytest.mark.parametrize("written", ["begin", "5", "25h", None])
def test_what_is_not_a_moment_says_what_is(written: Any) -> None:
    with pytest.raises(ValidationError, match="a moment is start, end or the time since the release"):
        MOMENT.validate_python(written)


@pytest.mark.parametrize(
    ("at_s", "within_s", "moments"),
    [
        (1.0, 2.0, (1.0, 1.5, 2.0, 2.5, 3.0)),
        (0.0, 0.1, (0.0, 0.1)),
        (0.5, 1.2, (0.5, 1.1, 1.7)),
    ],
)
def test_what_may_come_to_hold_is_looked_at_twice_a_second(
    at_s: float, within_s: float, moments: tuple[float, ...]
) -> None:
    assert moments_within(at_s, within_s) == moments


def test_a_long_time_has_eleven_moments() -> None:
    found = moments_within(1.0, 60.0)
    assert (len(found), found[0], found[-1]) == (11, 1.0, 61.0)
