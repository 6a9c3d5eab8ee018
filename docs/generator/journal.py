"""The page about the journal: the protocol between the programs of a lab and its orchestrator."""

from __future__ import annotations

import inspect
import re

from socketlab.language.docstrings import as_markdown
from socketlab.record import journal

_TERM = re.compile(r"^``(\w+)``\n((?:    .*\n?)+)", re.MULTILINE)


def page() -> str:
    """The journal's protocol, as its module describes it."""
    text = _TERM.sub(_item, inspect.cleandoc(journal.__doc__ or ""))
    text = re.sub(r":data:`VERSION`", str(journal.VERSION), text)
    return f"# The journal\n\n{as_markdown(text)}\n"


def _item(match: re.Match[str]) -> str:
    """A term and its definition as an item of a list."""
    return f"- ``{match[1]}``: {' '.join(match[2].split())}\n"
