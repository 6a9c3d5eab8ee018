"""Removing what dead runs left, until nothing more turns up."""

from __future__ import annotations

import time
from collections.abc import Callable

from socketlab.errors import LabError
from socketlab.runtimes.api import Leftover, Runtime

DEADLINE_S = 30.0

_PAUSE_S = 0.4
"""Between two looks. An engine finishes the calls of a killed run: a container may appear after the
first look, and a network's last endpoint may go after it."""


def find_dead(runtime: Runtime) -> tuple[Leftover, ...]:
    """What is left of runs that nobody plays any more."""
    return tuple(leftover for leftover in runtime.leftovers(None) if not leftover.owner_alive)


def remove_dead(
    runtime: Runtime, found: Callable[[Leftover], None], *, pause: Callable[[float], None] = time.sleep
) -> int:
    """Remove it all.

    Args:
        runtime: Where it is.
        found: Told of each leftover, once, before it is removed.
        pause: Waits so many seconds.

    Returns:
        How many leftovers there were.

    Raises:
        LabError: when one still cannot be removed after thirty seconds.
    """
    told: set[str] = set()
    deadline = time.monotonic() + DEADLINE_S
    while dead := find_dead(runtime):
        for leftover in dead:
            if leftover.handle not in told:
                told.add(leftover.handle)
                found(leftover)
        try:
            runtime.sweep(dead)
        except LabError:
            if time.monotonic() > deadline:
                raise
        pause(_PAUSE_S)
    return len(told)
