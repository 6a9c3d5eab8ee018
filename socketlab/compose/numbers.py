"""Numbers where Compose needs texts, such as the values of environment variables.

Compose reads a number and prints it again, so that ``0755`` becomes ``493`` and ``1.10`` becomes ``1.1``.

Source: compose-go v2, ``types/mapping.go``, ``mappingValue``; go-yaml v4, ``resolve.go``; Go, package
``strconv``, format ``g`` with the fewest digits.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from socketlab.language.wording import as_text

_WHOLE = re.compile(r"([-+]?)(0[xX][0-9a-fA-F]+|0o[0-7]+|0[0-7]*|[1-9][0-9]*)")
_LEAST_POWER, _MOST_POWER = -4, 5
"""Powers of ten beyond which a fraction is printed with an exponent."""


def as_compose_text(value: Any) -> Any:
    """The text that Compose makes of a scalar; what is text or not given stays as it is."""
    if isinstance(value, bool):
        return as_text(value)
    if not isinstance(value, int | float):
        return value
    spelling = str(value).replace("_", "")
    match = _WHOLE.fullmatch(spelling)
    if spelling == "-0":
        return spelling
    if match is None:
        return _shortest(float(value))
    sign, digits = match.groups()
    is_octal = digits[0] == "0" and digits[1:].isdigit()
    return str(int(f"{sign}{int(digits, 8) if is_octal else int(digits, 0)}"))


def _shortest(value: float) -> str:
    """A fraction in the fewest digits that mean it."""
    if value == 0:
        return repr(value).removesuffix(".0")
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    power = len(digits) - 1 + int(exponent)
    minus = "-" if sign else ""
    if _LEAST_POWER <= power <= _MOST_POWER:
        return f"{Decimal(repr(value)).normalize():f}"
    first, *others = map(str, digits)
    fraction = f".{''.join(others)}" if others else ""
    return f"{minus}{first}{fraction}e{'-' if power < 0 else '+'}{abs(power):02}"
