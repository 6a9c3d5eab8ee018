"""Plain scalars of YAML: a number that remembers how it was written.

Whether ``0755`` is a number or a text depends on where it is used: it is 755 as a count, and the text
``0755`` as an argument of a command. So a number keeps its spelling, which is its text.

Source: YAML 1.2.2, section 10.3.2, the core schema, which Compose v2 and today's editors follow. YAML 1.1
also made numbers of ``33:33`` and ``1_000``, octal ones of ``010``, and booleans of ``yes`` and ``on``.
"""

from __future__ import annotations

import re
from typing import Any, Self

_WHOLE = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

_LONGEST = 40
"""Characters of a number; a longer one is text."""

_LARGEST = 2**63
"""No number that a scenario needs is larger, and Python refuses to print some that are."""

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}


class _Spelled:
    """A number with its spelling, which is its text."""

    spelling: str

    @classmethod
    def of(cls, value: float, spelling: str) -> Self:
        """The number with its spelling."""
        number = cls.__new__(cls, value)  # type: ignore[call-arg]  # each subclass is a number, too
        number.spelling = spelling
        return number

    def __str__(self) -> str:
        """As it was written."""
        return self.spelling


class Whole(_Spelled, int):
    """A whole number with its spelling."""


class Fraction(_Spelled, float):
    """A number with a fraction or an exponent, and its spelling."""


def scalar_of(text: str) -> str | int | float | bool | None:
    """What a plain scalar is: a number, true or false, nothing, or the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    number = number_of(text)
    return text if number is None else number


def compose_scalar_of(text: str) -> str | int | float | bool | None:
    """What a plain scalar of a compose file is: in its numbers there may be underscores.

    Source: go-yaml v4, ``resolve.go``, which Compose reads its files with.
    """
    value = scalar_of(text)
    if isinstance(value, str) and "_" in text and text[:1] in "+-0123456789":
        number = number_of(text.replace("_", ""))
        if number is not None:
            kind = Whole if isinstance(number, int) else Fraction
            return kind.of(number, text)
    return value


def number_of(text: str) -> int | float | None:
    """The number that a text is; ``None`` for any other text, and for a number beyond all use."""
    if len(text) > _LONGEST:
        return None
    value: int | float
    if _WHOLE.fullmatch(text):
        value = Whole.of(int(text), text)
    elif _BASED.fullmatch(text):
        value = Whole.of(int(text, 0), text)
    elif _FLOAT.fullmatch(text):
        value = Fraction.of(float(text), text)
    else:
        return None
    return value if abs(value) < _LARGEST else None


def without_spelling(value: Any) -> Any:
    """A number as one of Python's own; anything else as it is."""
    if isinstance(value, Whole):
        return int(value)
    return float(value) if isinstance(value, Fraction) else value
