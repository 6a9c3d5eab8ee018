"""Measured numbers as sentences show them: the one place that decides on digits and units."""

from __future__ import annotations

_SHOWN = 100
"""Characters of what a program sent or received that a sentence quotes."""


def seconds(value: float) -> str:
    """A measured time to the millisecond: ``1.034s``."""
    return f"{value:.3f}s"


def rough_seconds(value: float) -> str:
    """A time whose last digits mean nothing, such as how long something was waited for: ``30.0s``."""
    return f"{value:.1f}s"


def milliseconds(value: float) -> str:
    """Seconds shown as milliseconds with one decimal: ``12.3ms``."""
    return f"{value * 1000:.1f}ms"


def size(value: int) -> str:
    """A measured size, exactly: ``1 byte``, ``64000000 bytes``."""
    return f"{value} {plural(value, 'byte', 'bytes')}"


def share(part: int, whole: int, one: str, many: str) -> str:
    """How many of how many: ``7 of 8 clients``, ``1 of 1 client``."""
    return f"{part} of {whole} {plural(whole, one, many)}"


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun: ``1 line``, ``0 lines``."""
    return f"{number} {plural(number, one, many)}"


def plural(number: int, one: str, many: str) -> str:
    """The noun that goes with a number."""
    return one if number == 1 else many


def quoted(text: str) -> str:
    """What a program sent or received, cut where it does not fit a line."""
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}... ({size(len(text))})"
