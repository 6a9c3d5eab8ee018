"""Quantities as people write them: a number with its unit, never a bare number.

``80`` could be milliseconds or seconds, kilobits or kilobytes; the tools that let it pass are the ones
whose users shape a link to the wrong rate. So the unit is part of the value, and its lack is an error
that shows the likely spelling.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

_QUANTITY = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*([A-Za-zµ%]*)\s*$")

_SECONDS = {"us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
"""Suffixes of a duration; ``us``, ``ms``, ``s``, ``m`` and ``h`` are Compose's."""

_BYTES = {
    "B": 1,
    "kB": 10**3,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
}
"""Suffixes of a size: decimal ones count by 1000, those with ``i`` by 1024 (IEC 80000-13)."""


def parse_duration(value: Any) -> float:
    """Read a duration such as ``5s``, ``100ms`` or ``2m``.

    Returns:
        Seconds, 0 or more.

    Raises:
        ValueError: when it is not a number with a unit of time.
    """
    return _parse(value, _SECONDS, kind="a duration", example="s")


def parse_size(value: Any) -> int:
    """Read a size such as ``10MB`` (decimal) or ``64MiB`` (binary).

    Returns:
        Bytes, 0 or more.

    Raises:
        ValueError: when it is not a number with a unit of size, or is no whole number of bytes.
    """
    size = _parse(value, _BYTES, kind="a size", example="MB")
    if size != int(size):
        raise ValueError(f'"{value}" is not a whole number of bytes')
    return int(size)


def _parse(value: Any, units: dict[str, Any], *, kind: str, example: str) -> float:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f'expected {kind} such as "5{example}"')  # noqa: TRY004 - pydantic collects ValueError
    match = _QUANTITY.match(str(value))
    if match is None:
        raise ValueError(f'"{value}" is not {kind} (write a number and a unit, such as "5{example}")')
    number, unit = match.groups()
    if not unit:
        raise ValueError(f'"{value}" has no unit (did you mean "{number}{example}"?)')
    if unit not in units:
        raise ValueError(f'"{unit}" is not a unit of {kind.rsplit(maxsplit=1)[-1]} (use one of {", ".join(units)})')
    return float(number) * float(units[unit])


def format_duration(seconds: float) -> str:
    """Write seconds the way a scenario would: ``1.5s``, ``100ms``, ``2m``."""
    if seconds >= 60 and seconds % 60 == 0:
        return f"{seconds / 60:.0f}m"
    if seconds >= 1 or seconds == 0:
        return f"{seconds:.6f}".rstrip("0").rstrip(".") + "s"
    return f"{seconds * 1000:.3f}".rstrip("0").rstrip(".") + "ms"


def format_size(size: int) -> str:
    """Write bytes with the largest decimal unit that keeps it exact: ``64MB``, ``1500B``."""
    for unit in ("GB", "MB", "kB"):
        if size and size % _BYTES[unit] == 0:
            return f"{size // _BYTES[unit]}{unit}"
    return f"{size}B"


Duration = Annotated[float, BeforeValidator(parse_duration), PlainSerializer(format_duration)]
"""Seconds; written with a unit of time."""

Size = Annotated[int, BeforeValidator(parse_size), PlainSerializer(format_size)]
"""Bytes; written with a unit of size."""
