"""Compose's own variables: ``${NAME}`` in a compose file, and the settings of the ``.env`` beside it.

What Compose would refuse is refused here too: a form that is not understood must not reach a container
as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from socketlab.errors import Problem
from socketlab.language.document import Document, YAMLPath

_INTERPOLATION = re.compile(
    r"\$(?:(?P<dollar>\$)|(?P<plain>[A-Za-z_]\w*)"
    r"|\{(?P<name>[A-Za-z_]\w*)(?:(?P<operator>:?[-?+])(?P<rest>[^{}]*))?\}|(?P<wrong>))",
    re.ASCII,
)

_SETTING = re.compile(r"(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)", re.ASCII)
_QUOTED = re.compile(r"(['\"])(.*)\1\s*(?:#.*)?")


def interpolated(
    document: Document, path: YAMLPath, value: Any, values: Mapping[str, str], problems: list[Problem]
) -> Any:
    """A copy of a value with Compose's variables filled in; what is wrong is added to ``problems``."""
    if isinstance(value, dict):
        return {
            key: interpolated(document, (*path, key), child, values, problems) for key, child in value.items()
        }
    if isinstance(value, list):
        return [
            interpolated(document, (*path, number), child, values, problems)
            for number, child in enumerate(value)
        ]
    if not isinstance(value, str):
        return value

    def one(match: re.Match[str]) -> str:
        try:
            return _one_variable(match, values)
        except ValueError as error:
            problems.append(document.problem(path, str(error)))
            return ""

    return _INTERPOLATION.sub(one, value)


def _one_variable(match: re.Match[str], values: Mapping[str, str]) -> str:
    """One ``$NAME`` or ``${NAME...}``.

    Source: Compose Specification, "Interpolation": ``:-`` default when unset or empty, ``-`` when
    unset, ``:?`` and ``?`` errors, ``:+`` and ``+`` replacements.

    Raises:
        ValueError: when it asks for a value that is not there, or cannot be read.
    """
    if match["dollar"]:
        return "$"
    if match["wrong"] is not None:
        rest = match.string[match.start() :][:20]
        hint = "write ${NAME}, ${NAME:-default}, or $$ for a dollar sign"
        raise ValueError(f'"{rest}" is no variable ({hint})')
    name, operator, rest = match["plain"] or match["name"], match["operator"] or "", match["rest"] or ""
    value = values.get(name)
    absent = value is None or (operator.startswith(":") and value == "")
    if operator.endswith("+"):
        return "" if absent else rest
    if operator.endswith("?") and absent:
        raise ValueError(f'"{name}" is not set: {rest or "it is required"}')
    return rest if absent and operator else value or ""


def names_used(text: str) -> list[str]:
    """The variables that a text refers to, in order."""
    found = (match["plain"] or match["name"] for match in _INTERPOLATION.finditer(text))
    return [name for name in found if name]


def read_settings(text: str) -> dict[str, str]:
    """The settings of a ``.env`` file's text; a line that is none is passed over.

    Source: Docker Compose, "Set environment variables", "Syntax" of the ``.env`` file.
    """
    lines = text.removeprefix("\ufeff").splitlines()  # some editors begin a file with a byte order mark
    found = (_SETTING.fullmatch(line.strip()) for line in lines)
    return {match[1]: _unquoted(match[2]) for match in found if match}


def _unquoted(text: str) -> str:
    quoted = _QUOTED.fullmatch(text)
    return quoted[2] if quoted else re.split(r"(?:^|\s)#", text, maxsplit=1)[0].rstrip()
