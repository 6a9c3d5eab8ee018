"""Names of signals, as the engine's machine numbers them."""

from __future__ import annotations

import re
import signal
from typing import Annotated, Any

from pydantic import BeforeValidator

from socketlab.language.wording import cut, one_of, suggestion
from socketlab.language.written import written_as

SIGNALS = tuple(sorted(each.name.removeprefix("SIG") for each in signal.Signals))

_REAL_TIME = re.compile(r"RTM(IN\+|AX-)([1-9]|1[0-5])")
"""Source: signal(7), "Real-time signals": programs should refer to them this way."""


def signal_name(value: Any) -> str:
    """A signal's name without ``SIG``.

    Raises:
        ValueError: when it is not a signal.
    """
    name = str(value).upper().removeprefix("SIG")
    if name not in SIGNALS and not _REAL_TIME.fullmatch(name):
        hint = suggestion(name, SIGNALS) or one_of(SIGNALS)
        is_value = isinstance(value, str | int)
        message = f'"{cut(str(value))}" is not a signal' if is_value else "must be the name of a signal"
        raise ValueError(f"{message} ({hint})")
    return name


SignalName = Annotated[
    str,
    BeforeValidator(signal_name),
    written_as({"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9+-]*$", "examples": ["TERM", "USR1"]}),
]
"""A signal's name without ``SIG``, as the engine's machine numbers it."""
