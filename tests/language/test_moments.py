"""Moments of a run."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from socketlab.language.moments import Moment, moment_words

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
