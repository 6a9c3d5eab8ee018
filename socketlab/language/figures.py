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


def rate(bits: float) -> str:
    """A measured rate with the unit that fits: ``9.59mbit/s``."""
    unit, factor = next(
        ((unit, factor) for unit, factor in (("gbit", 1e9), ("mbit", 1e6), ("kbit", 1e3)) if bits >= factor),
        ("bit", 1.0),
    )
    return f"{bits / factor:.3g}{unit}/s"


def percent(ratio: float) -> str:
    """A measured share: ``4.93%``."""
    return f"{100 * ratio:.3g}%"


def reading_in_words(quantity: str, declared: float, measured: float | None, unit: str) -> str:
    """A condition as it was asked for and as it was measured: ``delay 25.0ms, measured 25.1ms``."""
    form = {"s": milliseconds, "bit/s": rate}.get(unit, percent)
    return f"{quantity} {form(declared)}, measured {'nothing' if measured is None else form(measured)}"


def plural(number: int, one: str, many: str) -> str:
    """The noun that goes with a number."""
    return one if number == 1 else many


def ordinal(number: float) -> str:
    """``95th``, ``1st``, ``99.9th``."""
    text = f"{number:g}"
    endings = {"1": "st", "2": "nd", "3": "rd"}
    teens = text.endswith(("11", "12", "13"))
    return text + ("th" if teens or "." in text else endings.get(text[-1], "th"))


def quoted(text: str) -> str:
    """What a program sent or received, cut where it does not fit a line."""
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}... ({size(len(text))})"
