"""Rates and shares as people write them: ``10mbit``, ``56 kbit/s``, ``1%``."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from socketlab.language.wording import cut, instead
from socketlab.language.written import JSONObject, written_as

_RATE = re.compile(r"\s*(\d{1,15}(?:\.\d{1,9})?)\s*([A-Za-z]*)(/s)?\s*", re.ASCII)
_PERCENT = re.compile(r"\s*(\d{1,3}(?:\.\d{1,9})?)\s*(%?)\s*", re.ASCII)

_BITS = {"bit": Decimal(1), "kbit": Decimal(10**3), "mbit": Decimal(10**6), "gbit": Decimal(10**9)}
"""Units of a rate, decimal as in tc(8). ``kbps`` is left out: tc reads it as bytes, most people as bits."""

SLOWEST_BIT_S = 1_000
FASTEST_BIT_S = 100 * 10**9


def parse_rate(value: Any) -> int:
    """Read a rate such as ``10mbit`` or ``56 kbit/s``.

    Returns:
        Bits a second.

    Raises:
        ValueError: when it is not a number with a unit of rate, or out of bounds.
    """
    match = _RATE.fullmatch(value) if isinstance(value, str) else None
    if match is None or not match[2]:
        raise ValueError(f'must be a rate such as "10mbit"{instead(value)}')
    unit = match[2].lower()
    if unit not in _BITS:
        raise ValueError(f'"{cut(match[2])}" is not a unit of rate (use one of {", ".join(_BITS)})')
    bits = Decimal(match[1]) * _BITS[unit]
    if not SLOWEST_BIT_S <= bits <= FASTEST_BIT_S:
        raise ValueError(f'"{value}" is not a usable rate (1kbit to 100gbit)')
    return int(bits)


def format_rate(bits: float) -> str:
    """Write a rate with the largest unit that it has at least one of: ``10mbit``, ``33.6kbit``."""
    exact = Decimal(str(round(bits, 3)))
    unit = max((unit for unit in _BITS if exact >= _BITS[unit]), key=_BITS.__getitem__, default="bit")
    digits = f"{exact / _BITS[unit]:.4f}".rstrip("0").rstrip(".")
    return f"{digits}{unit}"


def parse_percent(value: Any) -> float:
    """Read a share such as ``1%`` or ``0.5%``.

    Returns:
        A number from 0 to 1.

    Raises:
        ValueError: when it is not a number with ``%``, or more than 100%.
    """
    match = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        hint = f' (did you mean "{value}%"?)' if number else instead(value)
        raise ValueError(f'must be a share such as "1%"{hint}')
    if not match[2]:
        raise ValueError(f'"{value}" has no unit (did you mean "{match[1]}%"?)')
    share = Decimal(match[1])
    if share > 100:
        raise ValueError(f'"{value}" is more than 100%')
    return float(share / 100)


def format_percent(ratio: float) -> str:
    """Write a share: ``1%``, ``0.5%``."""
    digits = f"{Decimal(str(ratio)) * 100:f}"
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}%"


def _written(title: str, pattern: str, *examples: str) -> JSONObject:
    return {"title": title, "type": "string", "pattern": f"^{pattern}$", "examples": list(examples)}


_RATE_WRITTEN = _written(
    "rate", r"\s*[0-9]+(\.[0-9]+)?\s*([kKmMgG]?[bB][iI][tT])(/s)?\s*", "10mbit", "56 kbit/s"
)
_PERCENT_WRITTEN = _written("share", r"\s*[0-9]{1,3}(\.[0-9]+)?\s*%\s*", "1%", "0.5%")

Rate = Annotated[int, BeforeValidator(parse_rate), PlainSerializer(format_rate), written_as(_RATE_WRITTEN)]
"""Bits a second; written with a unit."""

Percent = Annotated[
    float, BeforeValidator(parse_percent), PlainSerializer(format_percent), written_as(_PERCENT_WRITTEN)
]
"""A share from 0 to 1; written in percent."""
