"""What is not YAML, in the words of its author: the parser's own words name states of the parser.

Source: libyaml 0.2.5, ``src/scanner.c`` and ``src/parser.c``, for the messages.
"""

from __future__ import annotations

from typing import Any

import yaml

from socketlab.language.nodes import Refused

_TAB = "a tab (YAML indents with spaces)"
_NO_END = "the quotation that begins here has no end (close it)"
_NEEDS_QUOTES = 'a text that begins with "{0}" needs quotes'

_AT_BEGINNING = {
    "found unexpected end of stream": _NO_END,
    "found unexpected document indicator": _NO_END,
    "could not find expected ':'": 'no ":" follows this key (write "key: value", and check the indentation)',
}
"""Messages about what began earlier: their place is that of the beginning."""

_HERE = {
    "mapping values are not allowed in this context": (
        'a ":" cannot be here (put a text with ": " in it in quotes, and check the indentation)'
    ),
    "did not find expected alphabetic or numeric character": _NEEDS_QUOTES,
    "did not find expected node content": "a value is missing before this",
    "did not find expected <document start>": 'something follows the end of the document ("...")',
    "found incompatible YAML document": "this version of YAML is not supported (remove the line)",
    "found unknown directive name": _NEEDS_QUOTES.format("%"),
    "found undefined tag handle": f"this tag is not defined ({_NEEDS_QUOTES.format('!')})",
    "found unknown escape character": "not an escape (write two backslashes for one, or use single quotes)",
    "found a tab character that violates indentation": _TAB,
    "found a tab character where an indentation space is expected": _TAB,
}
"""Messages about what is at their place; in place of ``{0}`` the character where it began."""

_CANNOT_START = "found character that cannot start any token"
_OPENED = {"while parsing a flow sequence": ("[", "]"), "while parsing a flow mapping": ("{", "}")}
_BLOCKS = {
    "while parsing a block mapping": "a key of the mapping that begins on line {0}",
    "while parsing a block collection": 'an item ("- ") of the list that begins on line {0}',
}


def syntax_problem(error: yaml.MarkedYAMLError, text: str) -> tuple[int, int, str]:
    """Line and column, both from 1, and what is wrong there, in one line.

    Args:
        error: What the parser, or the composer, raised.
        text: The text that it read.
    """
    mark, message = error.problem_mark, error.problem or ""
    if not isinstance(error, Refused):
        mark, message = _in_words(error, text)
    place = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    return *place, message


def _in_words(error: Any, text: str) -> tuple[Any, str]:
    problem, context = error.problem or "", error.context or ""
    begin, mark = error.context_mark, error.problem_mark
    if context in _OPENED:
        mark, message = _unclosed(error, text)
    elif context in _BLOCKS:
        expected = _BLOCKS[context].format(begin.line + 1)
        message = f"{expected} is expected here (check the indentation and the quotes)"
    elif problem in _AT_BEGINNING:
        mark, message = begin, _AT_BEGINNING[problem]
    elif problem == _CANNOT_START:
        here = _character(mark, text)
        message = _TAB if here == "\t" else _NEEDS_QUOTES.format(here)
    elif problem in _HERE:
        message = _HERE[problem].format(_character(begin, text))
    else:
        message = " ".join(filter(None, [context, problem]))
    return mark, f"not YAML: {message}"


def _unclosed(error: Any, text: str) -> tuple[Any, str]:
    """A list in ``[]`` or a mapping in ``{}`` that does not go on as it must."""
    opened, closing = _OPENED[error.context]
    begin, mark = error.context_mark, error.problem_mark
    rest = "\n".join(text.split("\n")[mark.line :])[mark.column :]
    if not rest.strip():
        return begin, f'the "{opened}" here has no "{closing}"'
    return mark, f'"," or "{closing}" is missing before this (the "{opened}" is on line {begin.line + 1})'


def _character(mark: Any, text: str) -> str:
    """The character at a mark; empty where there is none."""
    line = "".join(text.split("\n")[mark.line : mark.line + 1]) if mark is not None else ""
    return line[mark.column : mark.column + 1] if line else ""
