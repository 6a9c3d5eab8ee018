"""Compose's own variables: ``${NAME}`` in a compose file and in the ``.env`` beside it.

What Compose would refuse is refused here too: a form that is not understood must not reach a container
as it is.

Source: compose-go v2, ``template/template.go``; the Compose Specification, "Interpolation".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from socketlab.language.wording import cut

_VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|(?P<plain>[A-Za-z_]\w*)|(?P<open>\{))", re.ASCII)
_BRACED = re.compile(r"\{(?P<name>[A-Za-z_]\w*)(?:(?P<operator>:?[-+?])(?P<rest>.*))?\}", re.ASCII)
_NAME = re.compile(r"\$(?:\$|\{?([A-Za-z_]\w*))", re.ASCII)
_BRACE = re.compile(r"\{[^\n]?|\}|\n")

_DEEPEST = 20
"""Variables in the defaults of one another."""

_MOST_VARIABLES = 20_000
"""Variables of one file."""

_MOST_TEXT = 2 << 20
"""Characters that the values of one file's variables, and the defaults among them, may add up to."""

_HINT = "write ${NAME}, ${NAME:-default}, or $$ for a dollar sign"


class Interpolation:
    """Fills in the variables of one file.

    Args:
        values: The values of the variables.

    Attributes:
        unset: The variables that had neither a value nor a default, in order.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self.unset: dict[str, None] = {}
        self._values = values
        self._variables_left = _MOST_VARIABLES
        self._text_left = _MOST_TEXT

    def fill(self, text: str, depth: int = 0) -> str:
        """A text with its variables filled in; a ``$`` before anything else stays as it is.

        Raises:
            ValueError: when it asks for a value that is not there, cannot be read, or becomes too long.
        """
        if depth > _DEEPEST:
            raise ValueError("its variables are nested too deeply")
        if depth:  # each level of defaults reads its text again
            self._spend(text)
        pieces: list[str] = []
        position = 0
        while match := _VARIABLE.search(text, position):
            pieces.append(text[position : match.start()])
            position = match.end()
            if match["open"]:
                value, position = self._braced(text, position - 1, depth)
            else:
                value = "$" if match["dollar"] else self._value(match["plain"])
            self._spend(value, variables=1)
            pieces.append(value)
        return "".join(pieces) + text[position:]

    def _braced(self, text: str, start: int, depth: int) -> tuple[str, int]:
        """The value of the variable whose brace opens at ``start``, and the position after it."""
        end = _closing(text, start)
        match = _BRACED.match(text, start) if end < 0 else _BRACED.fullmatch(text, start, end)
        if match is None:
            raise ValueError(f'"{cut(text[start - 1 :])}" is not a variable ({_HINT})')
        name, operator, rest = match["name"], match["operator"], match["rest"]
        if operator is None:
            return self._value(name), match.end()
        value = self._values.get(name)
        absent = value is None or (operator.startswith(":") and value == "")
        if operator.endswith("+"):
            return "" if absent else self.fill(rest, depth + 1), match.end()
        if not absent:
            return value or "", match.end()
        rest = self.fill(rest, depth + 1)
        if operator.endswith("?"):
            raise ValueError(f'"{name}" is not set: {cut(rest) or "it is required"}')
        return rest, match.end()

    def _spend(self, text: str, *, variables: int = 0) -> None:
        self._variables_left -= variables
        self._text_left -= len(text)
        if self._variables_left < 0:
            raise ValueError(f"the file has too many variables ({_MOST_VARIABLES} at most)")
        if self._text_left < 0:
            raise ValueError(
                f"the values of the file's variables are too long ({_MOST_TEXT} characters at most)"
            )

    def _value(self, name: str) -> str:
        value = self._values.get(name)
        if value is None:
            self.unset[name] = None
        return value or ""


def _closing(text: str, start: int) -> int:
    """The position after the brace that closes the one at ``start``, in its line; -1 where there is none."""
    depth = 0
    for brace in _BRACE.finditer(text, start):
        if brace[0] == "\n":
            return -1
        depth += 1 if brace[0] != "}" else -1
        if depth == 0:
            return brace.end()
    return -1


def names_used(text: str) -> list[str]:
    """The variables that a text refers to, in order."""
    return [match[1] for match in _NAME.finditer(text) if match[1]]
