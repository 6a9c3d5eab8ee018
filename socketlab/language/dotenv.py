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


def read_settings(text: str, *, file: str, outside: Mapping[str, str]) -> dict[str, str]:
    """The settings of a ``.env`` file.

    Args:
        text: Its content.
        file: What messages call it.
        outside: The environment, whose variables outrank the file's own in ``${...}``.

    Raises:
        InvalidFile: when a line is not a setting, a quotation has no end, or a variable cannot be filled in.
    """
    if len(text) > _MOST_TEXT:
        problem = Problem(file, 1, 1, "", f"{len(text)} characters ({_MOST_TEXT} at most)")
        raise InvalidFile((problem,))
    text = text.removeprefix("\ufeff")  # some editors begin a file with a byte order mark
    found: dict[str, str] = {}
    variables = Interpolation(ChainMap(dict(outside), found))
    position = _after(_BETWEEN, text, 0)
    while position < len(text):
        start = position
        try:
            name, position = _name(text, position)
            if name is not None:
                found[name], position = _value(text, position, variables)
        except ValueError as error:
            line = text.count("\n", 0, start) + 1
            raise InvalidFile((Problem(file, line, 1, "", str(error)),)) from error
        position = _after(_BETWEEN, text, position)
    return found


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _name(text: str, position: int) -> tuple[str | None, int]:
    """The name of the setting that begins here, and where its value begins.

    A name without a value is that of a variable outside, which is known anyway: it has no name here.
    """
    match = next(_NAME.finditer(text, _after(_EXPORT, text, position)))
    written = match[1].rstrip()
    if not _IN_NAME.fullmatch(written):
        raise ValueError(f'"{cut(written)}" is not a setting (write NAME=value, or # before a comment)')
    return written if match[2] else None, match.end()


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
