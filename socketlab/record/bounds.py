"""Bounds on every value of a stored run: finite, and no larger than this version ever writes."""

from __future__ import annotations

import math
from typing import Any

from pydantic_core import from_json

_LARGEST_WHOLE = 1 << 512
"""Kernel counters are far smaller; a seed is a user's choice. The value must convert to a float."""

_LARGEST_NUMBER = 1e15
"""Seconds on any clock, and everything computed from them, stay below it."""


def tree_from_json(content: bytes | str, *, longest_text: int) -> Any:
    """The value of an untrusted JSON document.

    Args:
        content: The document; it is nested at most 200 deep.
        longest_text: Characters that each of its texts may have.

    Raises:
        ValueError: when it is not JSON, or contains a number or a text that is out of bounds.
    """
    tree = from_json(content, allow_inf_nan=False)
    _require_bounded(tree, longest_text)
    return tree


def _require_bounded(value: Any, longest_text: int) -> None:
    """Called for every value of every line: types are compared, which is several times faster than a match."""
    kind = type(value)
    if kind is str:
        bounded = len(value) <= longest_text
    elif kind is float:
        bounded = math.isfinite(value) and -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER
    elif kind is int:
        bounded = -_LARGEST_WHOLE <= value <= _LARGEST_WHOLE
    else:
        bounded = True
        if kind is dict:
            for key, child in value.items():
                bounded = bounded and len(key) <= longest_text
                _require_bounded(child, longest_text)
        elif kind is list:
            for child in value:
                _require_bounded(child, longest_text)
    if not bounded:
        raise ValueError("a number or a text is out of bounds")
