"""The settings of a ``.env`` file, as Compose reads them.

Source: compose-go v2, ``dotenv/parser.go``: values in double quotes have escapes and variables, those in
single quotes neither, all others variables only; a quoted value may have several lines.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Mapping

from socketlab.errors import InvalidFile, Problem
from socketlab.language.interpolation import Interpolation
from socketlab.language.wording import cut

_MOST_TEXT = 1 << 19
"""Characters of a ``.env`` file."""

_SPACE = r"\t\v\f\r \x85\xa0"
_BETWEEN = re.compile(rf"(?:[\n{_SPACE}\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|#[^\n]*)*")
_EXPORT = re.compile(r"export[\t\n\f\r ]+")
_NAME = re.compile(rf"([^=:\n]*)(?:([=:])[{_SPACE}]*|\n|\Z)")
_IN_NAME = re.compile(r"[\w.\-\[\]]*")
_QUOTED = {
    '"': re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL),
    "'": re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL),
}
_PLAIN = re.compile(r"[^\n]*")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPE = re.compile(r'\\([abfnrtv$"\\]|0[0-9]{0,3})')
_OCTAL = re.compile(r"0[0-3][0-7]{2}")
_ESCAPES = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "$": "$$",
    '"': '"',
    "\\": "\\",
}
"""A dollar sign stays one when variables are filled in, which is done afterwards."""


def read_settings(
    text: str,
    *,
    file: str,
    outside: Mapping[str, str],
    known: Mapping[str, str] | None = None,
    unset: dict[str, None] | None = None,
) -> dict[str, str]:
    """The settings of a ``.env`` file, beside those that are known; a name alone has its value outside.

    Args:
        text: Its content.
        file: What messages call it.
        outside: The environment, whose variables outrank the file's own in ``${...}``.
        known: Settings of earlier files, which ``${...}`` may use and this file may replace.
        unset: Takes the variables that are used and have no value.

    Raises:
        InvalidFile: when a line is not a setting, a quotation has no end, or a variable cannot be filled in.
    """
    if len(text) > _MOST_TEXT:
        problem = Problem(file, 1, 1, "", f"{len(text)} characters ({_MOST_TEXT} at most)")
        raise InvalidFile((problem,))
    text = text.removeprefix("\ufeff")  # some editors begin a file with a byte order mark
    found = dict(known or {})
    variables = Interpolation(ChainMap(dict(outside), found))
    position = _after(_BETWEEN, text, 0)
    while position < len(text):
        start = position
        try:
            name, has_value, position = _name(text, position)
            if has_value:
                found[name], position = _value(text, position, variables)
            elif name in outside:
                found[name] = outside[name]
        except ValueError as error:
            line = text.count("\n", 0, start) + 1
            raise InvalidFile((Problem(file, line, 1, "", str(error)),)) from error
        position = _after(_BETWEEN, text, position)
    if unset is not None:
        unset |= variables.unset
    return found


def read_raw_settings(text: str, *, file: str, outside: Mapping[str, str]) -> dict[str, str]:
    """The settings of a file of variables in the raw format, in which every character is itself.

    Source: docker/cli, ``pkg/kvfile/kvfile.go``, which Compose reads the format ``raw`` with.

    Args:
        text: Its content.
        file: What messages call it.
        outside: Where a name without a value has it from.

    Raises:
        InvalidFile: when a line has no name, or one with a space in it.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        written = line.lstrip().removesuffix("\r")
        if not written or written.startswith("#"):
            continue
        name, equals, value = written.partition("=")
        if not name or any(character.isspace() for character in name):
            problem = Problem(file, number, 1, "", f'"{cut(written)}" is not a setting (write NAME=value)')
            raise InvalidFile((problem,))
        if equals or name in outside:
            found[name] = value if equals else outside[name]
    return found


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _name(text: str, position: int) -> tuple[str, bool, int]:
    """The name of the setting that begins here, whether it has a value, and where that begins."""
    match = next(_NAME.finditer(text, _after(_EXPORT, text, position)))
    written = match[1].rstrip()
    if not _IN_NAME.fullmatch(written):
        raise ValueError(f'"{cut(written)}" is not a setting (write NAME=value, or # before a comment)')
    return written, bool(match[2]), match.end()


def _value(text: str, position: int, variables: Interpolation) -> tuple[str, int]:
    """The value that begins here, and where it ends."""
    quote = text[position : position + 1]
    if quote not in _QUOTED:
        end = _after(_PLAIN, text, position)
        return variables.fill(text[position:end].partition(" #")[0].rstrip()), end
    match = _QUOTED[quote].match(text, position)
    if match is None:
        first = text[position:].partition("\n")[0]
        raise ValueError(f"the quotation in {cut(first)} has no end (close it, or remove the quote)")
    value = _ESCAPED.sub(lambda found: found[1] if found[1] == quote else found[0], match[1])
    if quote == '"':
        value = variables.fill(_ESCAPE.sub(_character, value))
    return value, match.end()


def _character(match: re.Match[str]) -> str:
    escape = match[1]
    if escape in _ESCAPES:
        return _ESCAPES[escape]
    return chr(int(escape, 8)) if _OCTAL.fullmatch(escape) else f"\\{escape[1:]}"
