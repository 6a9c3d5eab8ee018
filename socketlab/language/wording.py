"""Values and hints as messages show them."""

from __future__ import annotations

import difflib
import string
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Scalar = str | int | float | bool

_LONGEST = 80
"""Characters of a quoted value."""

_MOST_LISTED = 50
"""Names in a hint: more than the services of the project's own compose file."""

_MOST_COMPARED = 100
"""Candidates that a word is compared with: comparing takes some 10 microseconds."""

_OF_NAMES = string.ascii_lowercase + string.digits + "-_"


class WrongPart(ValueError):
    """What is wrong with a part of a value, and where in the value that part is.

    Args:
        message: What is wrong.
        step: The key or the position of the part.
    """

    def __init__(self, message: str, step: str | int) -> None:
        super().__init__(message)
        self.step = step


def as_text(value: Scalar) -> str:
    """A value as YAML writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def run_label(scenario: str, values: Mapping[str, Scalar]) -> str:
    """What a run is called: ``parallel-echo [server=fork-server]``.

    Args:
        scenario: The scenario's name.
        values: Its combination of the matrix's values; empty without a matrix.
    """
    combination = ", ".join(f"{name}={as_text(value)}" for name, value in values.items())
    return f"{scenario} [{combination}]" if combination else scenario


def cut(text: str) -> str:
    """A text as messages quote it: at most 80 characters, the last three of them dots if it is longer.

    What is not text in the environment or on the command line, a lone surrogate, is escaped: no message could
    be encoded with it.
    """
    shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")


def is_same(one: Scalar, other: Scalar) -> bool:
    """Whether two values of a file are the same; in Python, true would be 1."""
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def instead(value: Any) -> str:
    """The value found where another must be: the end of a message, empty for what is not one value."""
    return f', not "{cut(as_text(value))}"' if isinstance(value, str | int | float) and value != "" else ""


def suggestion(word: str, candidates: Iterable[str]) -> str | None:
    """``did you mean "x"?`` where a candidate is near enough.

    The cost is bounded: of many candidates, only one that differs in a single character is near.
    """
    names = list(candidates)
    if len(names) > _MOST_COMPARED:
        known = set(names)
        near = [name for name in _one_edit_away(word[:_LONGEST]) if name in known][:1]
    else:
        near = difflib.get_close_matches(word[:_LONGEST], names, n=1, cutoff=0.6)
    return f'did you mean "{cut(near[0])}"?' if near else None


def _one_edit_away(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield before + after[1:]
        for character in _OF_NAMES:
            yield before + character + after
            yield before + character + after[1:]


def one_of(candidates: Iterable[str]) -> str:
    """A list for a hint: ``use one of a, b, c``."""
    return f"use one of {listed(sorted(candidates))}"


def listed(names: Iterable[str]) -> str:
    """``a, b, c``; of many names the first ones, and the number of the others."""
    every = list(names)
    shown = ", ".join(cut(name) for name in every[:_MOST_LISTED])
    more = len(every) - _MOST_LISTED
    return f"{shown} and {more} more" if more > 0 else shown
