"""A class's docstring, taken apart: what the schema and the reference show of it.

The house writes docstrings in Google's shape, so that one text serves readers of the code and of the
reference. A field without a description of its own has the one of the ``Args`` section.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field
from typing import Any

_SECTION = re.compile(r"^(Args|Attributes|Returns|Raises|Source):(.*)$")
_ARGUMENT = re.compile(r"^(\w+): (.*)$")


@dataclass(frozen=True, slots=True)
class Docstring:
    """The parts of a docstring, in Markdown.

    Args:
        summary: Its first paragraph, on one line.
        details: The paragraphs after it.
        arguments: What the ``Args`` section says of each name.
    """

    summary: str = ""
    details: str = ""
    arguments: dict[str, str] = field(default_factory=dict)


def docstring_of(cls: type[Any]) -> Docstring:
    """The docstring of a class itself, not of its bases."""
    text = cls.__dict__.get("__doc__") or ""
    body, arguments = [], dict[str, str]()
    section = ""
    for line in inspect.cleandoc(text).splitlines():
        heading = _SECTION.match(line)
        if heading:
            section = heading[1]
            body += ["", line] if section == "Source" else []
        elif section in ("", "Source"):
            body.append(line)
        elif section == "Args":
            _add_argument(arguments, line.removeprefix("    "))
    paragraphs = [" ".join(part.split()) for part in "\n".join(body).split("\n\n") if part.strip()]
    summary, *details = [as_markdown(part) for part in paragraphs] or [""]
    return Docstring(summary, "\n\n".join(details), {name: as_markdown(t) for name, t in arguments.items()})


def arguments_of(cls: type[Any]) -> dict[str, str]:
    """What the ``Args`` sections of a class and its bases say; the class itself wins."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        found |= docstring_of(base).arguments
    return found


def as_markdown(text: str) -> str:
    """Docstring markup as Markdown: literals and references in single backticks."""
    text = re.sub(r":\w+:`~?(?:[\w.]+\.)?(\w+)`", r"`\1`", text)
    return text.replace("``", "`")


def as_sentence(phrase: str) -> str:
    """A phrase as the description of a key: a capital letter and a full stop."""
    return f"{phrase[:1].upper()}{phrase[1:]}" + ("" if phrase[-1:] in ("", ".", ")") else ".")


def _add_argument(arguments: dict[str, str], line: str) -> None:
    match = _ARGUMENT.match(line)
    if match:
        arguments[match[1]] = match[2]
    elif line.strip() and arguments:
        last = next(reversed(arguments))
        arguments[last] = f"{arguments[last]} {line.strip()}"
