"""A clock that jumps to the next moment at which something is due, once every thread of a run waits.

trio's MockClock with ``autojump_threshold=0`` is the model. Threads say when they begin and end; a thread
that waits on the clock is not at work. It counts as at work again from the moment it is woken, so that time
cannot jump between a cause and the reaction to it.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from socketlab.runtimes.fake.host import Stopped

_Item = TypeVar("_Item")

_INSTANT_S = 1e-9
"""The least that a wait takes, so that time moves on whatever floats round to."""

STUCK_S = 30.0
"""Real seconds after which a wait is a deadlock of the test."""


@dataclass(eq=False)
class _Waiter:
    happened: Callable[[], bool]
    until_s: float
    woken: threading.Event = field(default_factory=threading.Event)


class VirtualClock:
    """Virtual time from 0; see :class:`socketlab.clock.Clock`."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._now_s = 0.0
        self._working = 0
        self._waiters: list[_Waiter] = []
        self._closed = False

    def now(self) -> float:
        return self._now_s

    def put(self, inbox: queue.SimpleQueue[_Item], item: _Item) -> None:
        inbox.put(item)
        self.changed()

    def take(self, inbox: queue.SimpleQueue[_Item], timeout_s: float) -> _Item | None:
        self.wait_for(lambda: not inbox.empty(), timeout_s)
        try:
            return inbox.get_nowait()
        except queue.Empty:
            return None

    def sleep(self, seconds: float) -> None:
        self.wait_for(lambda: False, seconds)

    def wait_for(self, happened: Callable[[], bool], timeout_s: float) -> bool:
        with self._lock:
            self._check()
            if happened() or timeout_s <= 0:
                return happened()
            waiter = _Waiter(happened, self._now_s + max(timeout_s, _INSTANT_S))
            self._waiters.append(waiter)
            self._working -= 1
            self._jump()
        if not waiter.woken.wait(STUCK_S):
            raise AssertionError(f"deadlock at {self._now_s}s: {self._working} threads at work")
        self._check()
        return happened()

    def changed(self) -> None:
        with self._lock:
            self._wake([waiter for waiter in self._waiters if waiter.happened()])

    def begin(self) -> None:
        with self._lock:
            self._working += 1

    def end(self) -> None:
        with self._lock:
            self._working -= 1
            self._jump()

    def close(self) -> None:
        """The run is over: whatever still waits, or will, is ended there as a stopped host is."""
        with self._lock:
            self._closed = True
            self._wake(list(self._waiters))

    def _check(self) -> None:
        if self._closed:
            raise Stopped

    def _jump(self) -> None:
        """Where no thread is at work, go on to the next moment, and wake those whose time it is."""
        if self._working > 0 or not self._waiters:
            return
        self._now_s = max(self._now_s, min(waiter.until_s for waiter in self._waiters))
        self._wake([waiter for waiter in self._waiters if waiter.until_s <= self._now_s])

    def _wake(self, waiters: list[_Waiter]) -> None:
        for waiter in waiters:
            self._waiters.remove(waiter)
            self._working += 1
            waiter.woken.set()
