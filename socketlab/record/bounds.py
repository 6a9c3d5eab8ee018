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
    match value:
        case dict():
            for key, child in value.items():
                _require_bounded(key, longest_text)
                _require_bounded(child, longest_text)
        case list():
            for child in value:
                _require_bounded(child, longest_text)
        case _ if not _is_bounded(value, longest_text):
            raise ValueError("a number or a text is out of bounds")


def _is_bounded(value: Any, longest_text: int) -> bool:
    match value:
        case str():
            return len(value) <= longest_text
        case int():
            return abs(value) <= _LARGEST_WHOLE
        case float():
            return math.isfinite(value) and abs(value) <= _LARGEST_NUMBER
    return True
