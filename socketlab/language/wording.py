"""Values and hints as messages show them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

Scalar = str | int | float | bool


def as_text(value: Scalar) -> str:
    """A value as YAML writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


_SHOWN = 80
"""Characters of a value that a message quotes."""


def shortened(text: str) -> str:
    """A text as a message quotes it: at most 80 characters, the last three of them dots if it is longer."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def run_label(scenario: str, values: Mapping[str, Scalar]) -> str:
    """What a run is called: ``parallel-echo [server=fork-server]``.

    Args:
        scenario: The scenario's name.
        values: Its combination of the matrix's values; empty without a matrix.
    """
    combination = ", ".join(f"{name}={as_text(value)}" for name, value in values.items())
    return f"{scenario} [{combination}]" if combination else scenario


def instead(value: Any) -> str:
    """The value in place of the right one, as the end of a message; empty for a mapping or a list."""
    return (
        f', not "{shortened(as_text(value))}"' if isinstance(value, str | int | float) and value != "" else ""
    )


def suggestion(word: str, candidates: Iterable[str]) -> str | None:
    """``did you mean "x"?`` where a candidate is near enough."""
    near = difflib.get_close_matches(word, list(candidates), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else None


def one_of(candidates: Iterable[str]) -> str:
    """A list for a hint: ``use one of a, b, c``."""
    return "use one of " + ", ".join(sorted(candidates))
