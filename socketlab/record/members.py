"""Members of a note, each as its type; one of the wrong type reads as if it were absent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_LONGEST = 1e12
"""Seconds; a number beyond it was not written by a journal."""


def text(note: Mapping[str, Any], member: str) -> str:
    """A text; empty where there is none."""
    value = note.get(member)
    return value if isinstance(value, str) else ""


def whole(note: Mapping[str, Any], member: str) -> int | None:
    """A whole number."""
    value = note.get(member)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number(note: Mapping[str, Any], member: str) -> float | None:
    """A number of seconds."""
    value = note.get(member)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < _LONGEST else None


def connection(note: Mapping[str, Any]) -> str:
    """What a connection is called: an address, or a number."""
    own = whole(note, "conn")
    return text(note, "conn") if own is None else str(own)


def is_deeper(value: Any, levels: int) -> bool:
    """Whether a value of JSON has more levels of nesting."""
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(is_deeper(each, levels - 1) for each in inside)
