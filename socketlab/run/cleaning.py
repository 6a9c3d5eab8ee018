"""Removing what dead runs left, until nothing more turns up."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from contextlib import closing

from socketlab.errors import LabError, NetworkStuck
from socketlab.runtimes.api import Leftover, Runtime

DEADLINE_S = 30.0

_PAUSE_S = 0.4
"""Between two inquiries. An engine finishes the calls of a killed run: a container may appear after the
first one, and a network's last endpoint may go after it."""

_STUCK_S = 5.0
"""How long an engine is asked again to remove a network that no container is on: its count may lag
behind."""

_PERSISTENCE_S = 300.0
"""How long a watcher goes on against an engine that does not answer."""

_QUIET_S = 8.0
"""How long nothing more may turn up before a watcher believes that nothing will."""

_BEFORE_A_RUN_S = 5.0
"""How long a run may be held up by what dead runs left."""


def find_dead(runtime: Runtime) -> tuple[Leftover, ...]:
    """What is left of runs that no process plays any more."""
    return tuple(leftover for leftover in runtime.leftovers(None) if not leftover.owner_alive)


def remove_dead(
    runtime: Runtime,
    found: Callable[[Leftover], None],
    *,
    now: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> int:
    """Remove it all.

    Args:
        runtime: Where it is.
        found: Called with each leftover, once, before it is removed.
        now: Seconds on a clock that never goes back.
        pause: Waits for a number of seconds.

    Returns:
        How many leftovers there were.

    Raises:
        NetworkStuck: when nothing but networks is left that the engine does not remove, after five seconds.
        LabError: when something still cannot be removed after thirty seconds.
    """
    told: set[str] = set()
    deadline = now() + DEADLINE_S
    stuck_since = math.inf
    while dead := find_dead(runtime):
        for leftover in dead:
            if leftover.handle not in told:
                told.add(leftover.handle)
                found(leftover)
        try:
            runtime.sweep(dead)
        except NetworkStuck:
            stuck_since = min(stuck_since, now())
            if now() > min(deadline, stuck_since + _STUCK_S):
                raise
        except LabError:
            if now() > deadline:
                raise
        pause(_PAUSE_S)
    return len(told)


def remove_run(
    run: str,
    connect: Callable[[], Runtime],
    *,
    now: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> bool:
    """Remove everything of one run whose player is gone, and what the engine still makes for it.

    Args:
        run: The run.
        connect: Makes a runtime; called for each look, as an engine may be away for a while.
        now: Seconds on a clock that never goes back.
        pause: Waits for a number of seconds.

    Returns:
        Whether nothing is left, as far as can be told.
    """
    deadline = now() + _PERSISTENCE_S
    quiet_since: float | None = None
    stuck_since: float | None = None
    while now() < deadline:
        try:
            with closing(connect()) as runtime:
                left = runtime.leftovers(run)
                runtime.sweep(left)
        except NetworkStuck:
            stuck_since = stuck_since or now()
            if now() - stuck_since >= _QUIET_S:
                return False
        except Exception:
            quiet_since = None
        else:
            if left or quiet_since is None:
                quiet_since = now()
            if now() - quiet_since >= _QUIET_S:
                return True
        pause(_PAUSE_S)
    return False


class DeadRuns:
    """What dead runs left: looked for while something else is done, removed before a run is played.

    What a run was to keep stays, and so do jobs on warm clients: they end by themselves.

    Args:
        runtime: Where to look.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._found: tuple[Leftover, ...] = ()
        self._looking = threading.Thread(target=self._look, daemon=True)
        self._looking.start()

    def remove(self, *, pause: Callable[[float], None] = time.sleep) -> None:
        """Remove what was found, as long as that makes progress.

        What cannot be removed does not delay the run: an engine may keep a network although nothing is on it
        (seen with engine 20.10), and every later run would wait for it.
        """
        self._looking.join(_BEFORE_A_RUN_S)
        deadline = time.monotonic() + _BEFORE_A_RUN_S
        while self._found and time.monotonic() < deadline:
            before = self._found
            try:
                self._runtime.sweep(before)
            except LabError:
                self._look()
                if self._found == before:
                    return
                pause(_PAUSE_S)
            else:
                return

    def _look(self) -> None:
        try:
            found = self._runtime.leftovers(None, jobs=False)
        except Exception:
            return
        self._found = tuple(each for each in found if not (each.owner_alive or each.kept))
