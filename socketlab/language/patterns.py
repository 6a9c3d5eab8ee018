r"""Text to look for: a regular expression, or the text as it is.

Expressions are RE2's. Its time is proportional to the length of the text whatever the expression is, so that
neither a scenario nor what a program prints can stop a run or a judgement. The price is that it has no back
references, no lookaround, no atomic groups and no possessive quantifiers. ``\d``, ``\w`` and ``\b``
know ASCII only; ``\pL``, ``\pN`` and ``\p{Greek}`` are classes of Unicode.

Source: RE2, "Syntax"; Russ Cox, "Regular Expression Matching in the Wild".
"""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Protocol

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from socketlab.language.bounds import Model
from socketlab.language.variables import Text, finish, names_in
from socketlab.language.wording import cut
from socketlab.language.written import exactly_one

LONGEST_PATTERN = 10_000
"""Characters of a regular expression."""

_MOST_MEMORY = 8 << 20
"""Bytes that one expression may use, compiled and while it matches; RE2's own default."""

_CLASS = r"\[\^?\]?(?:\\.|\[:\^?\w*:\]|[^\]\\])*\]?"
_CODE = r"\\x(?:[0-9A-Fa-f]{2}|\{[^}]*\}|.{0,2})|\\0(?:[0-7]{2}|[0-7]?.?)|\\[pP](?:\{[^}]*\}|.)"
_QUOTED = r"\\Q(?:[^\\]|\\[^E])*(?:\\E|\\?\Z)"
_PARTS = re.compile(rf"{_QUOTED}|{_CODE}|\\.|{_CLASS}|\{{[\d,]*.|.", re.DOTALL)
"""The parts of an expression in which text has a meaning of its own; else one character each."""

_VARIABLE = "\ud800"
"""Marks the place of a variable: half of a surrogate pair is not in any text that RE2 accepts."""

_MARKED = re.compile(f"{_VARIABLE}([^{_VARIABLE}]*){_VARIABLE}([*+?{{]?)")
_IN_RANGE = re.compile(rf"-{_VARIABLE}|{_VARIABLE}-[^]]|\[:[^]]*{_VARIABLE}")
_META = re.compile(r"[-\\.^$|?*+()\[\]{}]")
_SURROGATE = re.compile("[\ud800-\udfff]")

_ESCAPES = re.compile(r"\\([1-9gkC])")
_GROUPS = re.compile(r"\(\?(P=|<?[=!]|[>(#])")
_UNSUPPORTED = {
    **dict.fromkeys(("P=", *"123456789gk"), "back references"),
    **dict.fromkeys(("=", "!", "<=", "<!"), "lookahead and lookbehind"),
    ">": "atomic groups",
    "(": "conditional groups",
    "#": "comments",
    "C": "single bytes",
}
"""What Python's or Perl's expressions have and these do not, by what follows ``\\\\`` or ``(?``."""

_INSTEAD = {
    "invalid escape sequence: \\Z": "write \\z for the end of the text",
    "invalid escape sequence: \\u": "write a character as \\x{20ac}",
    "invalid escape sequence: \\U": "write a character as \\x{1f600}",
    "invalid escape sequence: \\N": "write a character as \\x{20ac}",
    "bad repetition operator": "possessive and repeated quantifiers are not supported",
    "invalid repetition size": "at most {1000}, nested ones multiplied",
    "invalid perl operator": "the flags are (?i), (?m), (?s) and (?U)",
    "pattern too large": "use smaller repetitions",
}
"""Remedies, by the beginning of RE2's reason."""


class Match(Protocol):
    """Where an expression matched, in characters."""

    def start(self) -> int:
        """Its first character."""

    def end(self) -> int:
        """The character after its last one."""


class Expression:
    """A compiled regular expression.

    Args:
        text: The expression.

    Raises:
        ValueError: when it is not one.
    """

    def __init__(self, text: str) -> None:
        self._compiled = _compiled(text)
        self._required = _compiled(_required(text))

    def found_in(self, text: str) -> bool:
        """Whether it matches anywhere in a text."""
        return self.search(text) is not None

    def search(self, text: str) -> Match | None:
        """Its first match in a text."""
        found: Match | None = self._compiled.search(_encodable(text))
        return found

    def match(self, text: str) -> Match | None:
        """Its match at the beginning of a text."""
        found: Match | None = self._compiled.match(_encodable(text))
        return found

    def finditer(self, text: str) -> Iterator[Match]:
        """Its matches in a text, without overlap and without those of no characters."""
        found: Iterator[Match] = self._required.finditer(_encodable(text))
        return (match for match in found if match.end() > match.start())


def _required(text: str) -> str:
    """The expression without the ``?`` of a group that is all of it.

    Its matches are the same but for the empty ones, of which there is one at nearly every character.
    """
    depth = 0
    parts = _PARTS.findall(text)
    if parts[:1] != ["("] or parts[-2:] != [")", "?"]:
        return text
    for part in parts[:-2]:
        depth += {"(": 1, ")": -1}.get(part, 0)
        if not depth:
            return text
    return text[:-1]


def _encodable(text: str) -> str | bytes:
    """The text as RE2's binding takes it at the least cost: ASCII as bytes, whose places are the same.

    Halves of surrogate pairs, which JSON may hold and UTF-8 may not, are replaced one by one.
    """
    return text.encode() if text.isascii() else _SURROGATE.sub("\ufffd", text)


@functools.lru_cache(maxsize=256)
def _compiled(text: str) -> Any:
    re2: Any = importlib.import_module("re2")  # nine milliseconds that only a scenario with expressions costs
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    _refuse_unsupported(text)
    try:
        return re2.compile(text, options)
    except UnicodeEncodeError as error:
        raise ValueError("it holds half of a surrogate pair") from error
    except re2.error as error:
        reason = error.args[0].decode(errors="replace")
        hint = next((hint for start, hint in _INSTEAD.items() if reason.startswith(start)), "")
        raise ValueError(cut(reason) + (f" ({hint})" if hint else "")) from error


def _refuse_unsupported(text: str) -> None:
    if len(text) > LONGEST_PATTERN:
        raise ValueError(f"it has {len(text)} characters; {LONGEST_PATTERN} are the most")
    escapes, others = [], []
    for part in _PARTS.findall(text):
        if part[0] == "\\":
            escapes.append(part)
        else:
            others.append("" if part[0] == "[" and len(part) > 1 else part)
    found = next(filter(None, map(_ESCAPES.match, escapes)), None) or _GROUPS.search("".join(others))
    if found:
        raise ValueError(f'{_UNSUPPORTED[found[1]]} such as "{found[0]}" are not supported by RE2')


def _pattern(text: str) -> str:
    names = names_in(text)
    marked = finish(text, dict.fromkeys(names, _VARIABLE))
    if any(_is_misplaced(part) for part in _PARTS.findall(marked)):
        raise ValueError(
            f'"{cut(text)}" has a variable in an escape, a repetition or a range (write $$ for a dollar sign)'
        )
    try:
        _compiled(with_literals(text, dict.fromkeys(names, "a-1")))
    except ValueError as error:
        raise ValueError(f'"{cut(text)}" is not a regular expression: {error}') from error
    return text


def _is_misplaced(part: str) -> bool:
    """Whether a variable is where its value would not be literal text."""
    if part[0] == "[":
        return _IN_RANGE.search(part) is not None
    return len(part) > 1 and _VARIABLE in part


Pattern = Annotated[Text, AfterValidator(_pattern)]
"""A regular expression in which a variable's value is literal text, so any value gives a valid one."""


class Sought(Model):
    """Text to look for, given as a regular expression or as it is."""

    model_config = ConfigDict(json_schema_extra=exactly_one("matches", "contains"))

    matches: Pattern | None = Field(
        default=None, min_length=1, description="a regular expression (RE2) to look for"
    )
    contains: Text | None = Field(default=None, min_length=1, description="text to look for, as it is")

    @model_validator(mode="after")
    def _one_pattern(self) -> Sought:
        if (self.matches is None) == (self.contains is None):
            raise ValueError("needs either matches (a regular expression) or contains (text as it is)")
        return self


def literal(text: str) -> str:
    """An expression that matches this text and nothing else."""
    return _META.sub(r"\\\g<0>", text)


def with_literals(text: str, variables: Mapping[str, str]) -> str:
    """A scenario's expression with the values of its variables as literal text.

    A quantifier after a variable repeats the whole value; inside ``[...]`` it adds its characters.
    """
    marked = {name: f"{_VARIABLE}{literal(value)}{_VARIABLE}" for name, value in variables.items()}
    parts = _PARTS.findall(finish(text, marked))
    outside = "".join(part.replace(_VARIABLE, "") if part[0] == "[" else part for part in parts)
    return _MARKED.sub(_unmarked, outside)


def _unmarked(match: re.Match[str]) -> str:
    return f"(?:{match[1]}){match[2]}" if match[2] else match[1]


def pattern_for(text: str, variables: Mapping[str, str]) -> Expression:
    """A scenario's regular expression, with the values of its variables taken as they are."""
    return Expression(with_literals(text, variables))
