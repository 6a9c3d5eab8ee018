"""The page about the journal: the protocol between the programs of a lab and its orchestrator."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from socketlab.language.docstrings import as_markdown

_MODULE = Path(__file__).resolve().parents[2] / "services/journal.py"


def page() -> str:
    """The journal's protocol, as its module describes it."""
    text = inspect.cleandoc(ast.get_docstring(ast.parse(_MODULE.read_text(encoding="utf-8"))) or "")
    return f"# The journal\n\n{as_markdown(text)}\n"
