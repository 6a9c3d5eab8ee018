"""Quantities as people write them: a number with its unit, never a bare number.

``80`` could be milliseconds or seconds, kilobits or kilobytes; the tools that let it pass are the ones
whose users shape a link to the wrong rate. So the unit is part of the value, and its lack is an error
that shows the likely spelling.

The arithmetic is decimal: a quantity that was read, written and read again is the same number, and the
moment of an observation in a plan is found again in its record.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from socketlab.language.scalars import number_of
from socketlab.language.wording import cut, instead
from socketlab.language.written import DURATION, SIZE, SKEW, written_as

_QUANTITY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-zµ\u03bc%]*)\s*", re.ASCII)
_COMPOUND = re.compile(r"(?:\d+(?:\.\d+)?[A-Za-zµ\u03bc]+){2,}", re.ASCII)
_PART = re.compile(r"\d+(?:\.\d+)?[A-Za-zµ\u03bc]+", re.ASCII)

_GREEK = "\u03bcs"

_SECONDS = {
    "us": Decimal("1e-6"),
    "µs": Decimal("1e-6"),
    _GREEK: Decimal("1e-6"),
    "ms": Decimal("1e-3"),
    "s": Decimal(1),
    "m": Decimal(60),
    "min": Decimal(60),
    "h": Decimal(3600),
}
"""Suffixes of a duration; ``us``, ``ms``, ``s``, ``m`` and ``h`` are Compose's.

Microseconds may have the micro sign (U+00B5) or the Greek letter (U+03BC): keyboards and editors write both.
"""

_BYTES = {
    "B": Decimal(1),
    "kB": Decimal(10**3),
    "KB": Decimal(10**3),
    "MB": Decimal(10**6),
    "GB": Decimal(10**9),
    "KiB": Decimal(2**10),
    "MiB": Decimal(2**20),
    "GiB": Decimal(2**30),
}
"""Suffixes of a size: decimal ones count by 1000, those with ``i`` by 1024 (IEC 80000-13)."""

_MOST = 10**15
"""Seconds or bytes; more is a typing error."""

_MOST_SKEW_S = 50 * 365 * 24 * 3600.0
"""Seconds that a clock may be off, ahead or behind: the time stays after 1970."""

LONGEST_S = 24 * 3600.0
"""Seconds of a duration in a scenario: no run is longer."""


def parse_duration(value: Any) -> float:
    """Read a duration such as ``5s``, ``100ms`` or ``1m30s``.

    Returns:
        Seconds, 0 or more.

    Raises:
        ValueError: when it is not a number with a unit of time.
    """
    if isinstance(value, str) and _COMPOUND.fullmatch(value):
        return float(sum(_parse_duration(part) for part in _PART.findall(value)))
    return float(_parse_duration(value))


def bounded_duration(value: Any) -> float:
    """As :func:`parse_duration`, up to the longest that a scenario may have."""
    seconds = parse_duration(value)
    if seconds > LONGEST_S:
        raise ValueError(f'"{cut(str(value))}" is too long ({format_duration(LONGEST_S)} at most)')
    return seconds


def parse_size(value: Any) -> int:
    """Read a size such as ``10MB`` (decimal) or ``64MiB`` (binary).

    Returns:
        Bytes, 0 or more.

    Raises:
        ValueError: when it is not a number with a unit of size, or is no whole number of bytes.
    """
    size = _parse(value, _BYTES, kind="size", example="MB")
    if size != int(size):
        raise ValueError(f'"{cut(str(value))}" is not a whole number of bytes')
    return int(size)


def _parse_duration(value: Any) -> Decimal:
    return _parse(value, _SECONDS, kind="duration", example="s")


def _parse(value: Any, units: dict[str, Decimal], *, kind: str, example: str) -> Decimal:
    match = _QUANTITY.fullmatch(str(value))
    if match is None:
        raise ValueError(f'must be a {kind} such as "5{example}"{instead(value)}')
    number, unit = match.groups()
    if not unit:
        raise ValueError(f'"{cut(str(value))}" has no unit (did you mean "{cut(number)}{example}"?)')
    if unit not in units:
        known = ", ".join(name for name in units if name != _GREEK)
        raise ValueError(f'"{cut(unit)}" is not a unit of {kind} (use one of {known})')
    amount = Decimal(number) * units[unit]
    if amount > _MOST:
        raise ValueError(f'"{cut(str(value))}" is too much for a {kind}')
    return amount


def parse_skew(value: Any) -> float:
    """Read how far a clock is off: a duration, with ``-`` for one that is behind.

    Returns:
        Seconds; negative for behind.

    Raises:
        ValueError: when it is not a number with a unit of time, is nothing at all, or is too much.
    """
    text = value.strip() if isinstance(value, str) else value
    sign = text[0] if isinstance(text, str) and text[:1] in ("+", "-") else ""
    seconds = parse_duration(text[1:] if sign else text)
    if not seconds:
        raise ValueError(f'"{cut(str(value))}" leaves a clock as it is')
    if seconds > _MOST_SKEW_S:
        raise ValueError(
            f'"{cut(str(value))}" is too much ({format_duration(_MOST_SKEW_S)}, 50 years, at most)'
        )
    return -seconds if sign == "-" else seconds


def format_skew(seconds: float) -> str:
    """Write how far a clock is off: ``+1h``, ``-1.5s``."""
    return f"{'-' if seconds < 0 else '+'}{format_duration(abs(seconds))}"


def format_duration(seconds: float) -> str:
    """Write seconds the way a scenario would: ``1.5s``, ``100ms``, ``2m``."""
    exact = Decimal(str(seconds))
    for unit in ("h", "m"):
        if exact >= _SECONDS[unit] and exact % _SECONDS[unit] == 0:
            return f"{exact / _SECONDS[unit]:.0f}{unit}"
    unit = next((unit for unit in ("s", "ms") if exact >= _SECONDS[unit]), "us" if exact else "s")
    return f"{_plain(exact / _SECONDS[unit])}{unit}"


def _plain(number: Decimal) -> str:
    digits = f"{number:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def format_size(size: int) -> str:
    """Write bytes with the largest decimal unit that keeps it exact: ``64MB``, ``1500B``."""
    for unit in ("GB", "MB", "kB"):
        if size and size % _BYTES[unit] == 0:
            return f"{size // _BYTES[unit]}{unit}"
    return f"{size}B"


Duration = Annotated[
    float, BeforeValidator(bounded_duration), PlainSerializer(format_duration), written_as(DURATION)
]
"""Seconds; written with a unit of time."""

Skew = Annotated[float, BeforeValidator(parse_skew), PlainSerializer(format_skew), written_as(SKEW)]
"""Seconds that a clock is ahead, or behind where negative; written with a unit of time."""

Size = Annotated[int, BeforeValidator(parse_size), PlainSerializer(format_size), written_as(SIZE)]
"""Bytes; written with a unit of size."""


def _whole(value: Any) -> Any:
    if value is True or value is False or (isinstance(value, str) and number_of(value) is None):
        raise ValueError(f"must be a whole number{instead(value)}")
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
"""A number without a unit: a count. Elsewhere than in YAML, true and false would be numbers too."""
