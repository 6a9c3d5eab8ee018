"""The clock that a run waits on: the machine's own, or in tests a virtual one that need not wait.

Whatever waits during a run waits through a clock. A virtual clock can then see when everything waits, and
jump to the next moment at which something is due. The model is trio's ``MockClock`` with its
``autojump_threshold``.

Source: trio's documentation, "Time and timeouts" under "Testing made easier with trio.testing".
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

_Item = TypeVar("_Item")


class Clock(Protocol):
    """A monotonic clock, and the ways to wait on it. All methods may be called from any thread."""

    def now(self) -> float:
        """Seconds on a clock that never goes back."""

    def put(self, inbox: queue.SimpleQueue[_Item], item: _Item) -> None:
        """Put an item into an inbox and wake its reader; safe in a signal handler."""

    def take(self, inbox: queue.SimpleQueue[_Item], timeout_s: float) -> _Item | None:
        """The next item of an inbox, or ``None`` when none came in time."""

    def wait_for(self, happened: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until something has happened, or the time is over; whether it has happened."""

    def changed(self) -> None:
        """Something may have happened that a thread waits for."""

    def begin(self) -> None:
        """A thread is about to work: until it ends or waits, time must not jump."""

    def end(self) -> None:
        """A thread that began has ended."""


class RealClock:
    """The machine's monotonic clock."""

    def __init__(self) -> None:
        self._changed = threading.Condition()

    def now(self) -> float:
        """Seconds since some moment before the program began."""
        return time.monotonic()

    def put(self, inbox: queue.SimpleQueue[_Item], item: _Item) -> None:
        """Put an item into an inbox; ``SimpleQueue`` wakes the reader itself, and is reentrant."""
        inbox.put(item)

    def take(self, inbox: queue.SimpleQueue[_Item], timeout_s: float) -> _Item | None:
        """The next item of an inbox, or ``None`` when none came in time."""
        try:
            return inbox.get(timeout=max(0.0, timeout_s))
        except queue.Empty:
            return None

    def wait_for(self, happened: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until something has happened, or the time is over; whether it has happened."""
        with self._changed:
            return self._changed.wait_for(happened, timeout_s)

    def changed(self) -> None:
        """Wake whatever waits in :meth:`wait_for`."""
        with self._changed:
            self._changed.notify_all()

    def begin(self) -> None:
        """Nothing to count: real time passes by itself."""

    def end(self) -> None:
        """Nothing to count: real time passes by itself."""
