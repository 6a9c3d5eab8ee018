"""The player's one inbox: what hosts write, their ends, calls that have returned, timers, requests to stop.

One thread takes from it and decides; a bounded pool makes the runtime's calls, which block. State is changed
on the one thread only: a call's result is handled there, and a timer goes through the inbox.
"""

from __future__ import annotations

import heapq
import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from socketlab.clock import Clock, RealClock
from socketlab.runtimes.api import Signal

WORKERS = 8
"""Calls of the runtime at once; more gain nothing, Docker's engine serialises networking."""

_LONGEST_PATIENCE_S = 0.1
"""Between two looks at what is waited for, when nothing comes in."""

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Done:
    """A call of the runtime returned.

    Args:
        what: What was called.
        error: What it raised.
        awaited: Whether others wait for it (see :meth:`Loop.call`).
        then: What to do with its result, on the loop's thread; nothing after an error.
    """

    what: str
    error: BaseException | None
    awaited: bool = True
    then: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A request to end the run."""


@dataclass(frozen=True, slots=True)
class _Do:
    """Something to be done on the loop's thread, in its turn."""

    action: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Timer:
    """Something to be done at a moment; dropped if timers were forgotten since."""

    when_s: float
    action: Callable[[], None]
    generation: int


Item = Signal | Done | Stop
"""What the loop passes to the handler."""


class Loop:
    """Inbox, pool and timers.

    Args:
        now: Seconds since the run began.
        clock: What to wait on; the machine's by default.
    """

    def __init__(self, now: Callable[[], float], clock: Clock | None = None) -> None:
        self._now = now
        self._clock = clock or RealClock()
        self._inbox: queue.SimpleQueue[Item | _Do | _Timer] = queue.SimpleQueue()
        self._pool = _Pool(self._clock)
        self._aside = _Pool(self._clock)
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._generation = 0
        self._calls = 0
        self._awaited = 0
        self._thread = threading.get_ident()

    @property
    def idle(self) -> bool:
        """Whether every call has returned and its return was taken from the inbox."""
        return self._calls == 0

    @property
    def settled(self) -> bool:
        """Whether every awaited call has returned."""
        return self._awaited == 0

    @property
    def on_own_thread(self) -> bool:
        """Whether the caller is on the loop's thread: the one that made it, and waits."""
        return threading.get_ident() == self._thread

    def post(self, item: Item) -> None:
        """Put something into the inbox; safe from any thread and from a signal handler."""
        self._clock.put(self._inbox, item)

    def do(self, action: Callable[[], None]) -> None:
        """Do something on the loop's thread, after all that is in the inbox now; safe from any thread."""
        self._clock.put(self._inbox, _Do(action))

    def at(self, when_s: float, action: Callable[[], None]) -> None:
        """Do something on the loop's thread at a moment of the run; safe from any thread."""
        self._clock.put(self._inbox, _Timer(when_s, action, self._generation))

    def call(
        self,
        what: str,
        action: Callable[[], _Result],
        then: Callable[[_Result], None] | None = None,
        *,
        awaited: bool = True,
    ) -> None:
        """Have the pool make a call; its return comes through the inbox. Only from the loop's thread.

        Args:
            what: What to call it in messages.
            action: The call.
            then: Given its result, on the loop's thread.
            awaited: Whether :attr:`settled` waits for it; not so for a call that may never return.
        """
        self._calls += 1
        self._awaited += awaited

        def work() -> None:
            error, after = None, None
            try:
                result = action()
                after = None if then is None else partial(then, result)
            except BaseException as raised:  # carried to the loop's own thread
                error = raised
            self._clock.put(self._inbox, Done(what, error, awaited, after))

        pool = self._pool if awaited else self._aside  # which calls that never return may fill
        pool.submit(work)

    def drop_queued(self) -> None:
        """Take back the calls that have not begun."""
        cancelled = self._pool.cancel()
        self._awaited -= cancelled
        self._calls -= cancelled + self._aside.cancel()

    def forget_timers(self) -> None:
        """Drop what was to be done later."""
        self._generation += 1
        self._timers.clear()

    def wait(self, reached: Callable[[], bool], *, deadline_s: float, handle: Callable[[Item], None]) -> bool:
        """Take from the inbox until something is reached.

        Args:
            reached: Asked after each item, and ten times a second.
            deadline_s: When to stop waiting, in seconds since the run began.
            handle: What to do with each item; what it raises ends the wait.

        Returns:
            Whether it was reached by the deadline.
        """
        while not reached():
            now = self._now()
            if now >= deadline_s:
                return False
            self._run_due(now)
            soonest = min(deadline_s, self._timers[0][0]) if self._timers else deadline_s
            patience = min(max(0.0, soonest - self._now()), _LONGEST_PATIENCE_S)
            item = self._clock.take(self._inbox, patience)
            if item is not None:
                self._take(item, handle)
        return True

    def close(self) -> None:
        """Take no more calls; those under way are left to end by themselves."""
        self._pool.close()
        self._aside.close()

    def _take(self, item: Item | _Do | _Timer, handle: Callable[[Item], None]) -> None:
        match item:
            case _Timer(when_s, action, generation):
                if generation == self._generation:
                    heapq.heappush(self._timers, (when_s, next(self._numbers), action))
            case _Do(action):
                action()
            case Done(awaited=awaited, then=then):
                self._calls -= 1
                self._awaited -= awaited
                if then is not None:
                    then()
                handle(item)
            case _:
                handle(item)

    def _run_due(self, now: float) -> None:
        while self._timers and self._timers[0][0] <= now:
            heapq.heappop(self._timers)[2]()


class _Pool:
    """The bounded pool; the clock learns how many of its threads are at work or about to be.

    Args:
        clock: Informed of each thread that begins and ends.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._threads = ThreadPoolExecutor(WORKERS, thread_name_prefix="call")
        self._lock = threading.Lock()
        self._busy = 0
        self._queued = 0
        self._futures: set[Future[None]] = set()

    def submit(self, work: Callable[[], None]) -> None:
        """Have a thread do some work, now or when one is free."""
        with self._lock:
            if self._busy < WORKERS:
                self._busy += 1
                self._clock.begin()
            else:
                self._queued += 1

        def run() -> None:
            try:
                work()
            finally:
                self._free()

        future = self._threads.submit(run)
        self._futures.add(future)
        future.add_done_callback(self._futures.discard)

    def cancel(self) -> int:
        """Take back what has not begun; how much that was."""
        cancelled = [future for future in list(self._futures) if future.cancel()]
        for _ in cancelled:
            self._free()
        return len(cancelled)

    def close(self) -> None:
        """Take no more work."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _free(self) -> None:
        """A thread goes on to what is queued, or rests."""
        with self._lock:
            if self._queued:
                self._queued -= 1
            else:
                self._busy -= 1
                self._clock.end()
