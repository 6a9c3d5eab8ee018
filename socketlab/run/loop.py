"""The engine's one inbox: what hosts write, their ends, calls that have returned, a wish to stop.

One thread takes from it and decides; a bounded pool does the runtime's calls, which block.
"""

from __future__ import annotations

import queue
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from socketlab.runtimes.api import Signal

WORKERS = 8
"""Calls of the runtime at once; more gain nothing, the engine serialises networking."""

_LONGEST_PATIENCE_S = 0.1
"""Between two looks at what is waited for, when nothing comes in."""


@dataclass(frozen=True, slots=True)
class Done:
    """A call of the runtime returned."""

    what: str
    error: BaseException | None


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody wants the run to end."""


Item = Signal | Done | Stop


class Loop:
    """Inbox, pool and timers.

    Args:
        now: Seconds since the run began.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._inbox: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="call")
        self._timers: list[tuple[float, Callable[[], None]]] = []
        self._calls = 0
        self._futures: set[Future[None]] = set()

    @property
    def idle(self) -> bool:
        """Whether every call has returned and its return was taken from the inbox."""
        return self._calls == 0

    def post(self, item: Item) -> None:
        """Put something into the inbox; safe from any thread and from a signal handler."""
        self._inbox.put(item)

    def call(self, what: str, action: Callable[[], object]) -> None:
        """Have the pool do a call; its return comes through the inbox."""
        self._calls += 1

        def work() -> None:
            error: BaseException | None = None
            try:
                action()
            except BaseException as raised:  # carried to the engine's own thread
                error = raised
            self._inbox.put(Done(what, error))

        future = self._pool.submit(work)
        self._futures.add(future)
        future.add_done_callback(self._futures.discard)

    def drop_queued(self) -> None:
        """Take back the calls that have not begun."""
        for future in list(self._futures):
            if future.cancel():
                self._calls -= 1

    def at(self, when_s: float, action: Callable[[], None]) -> None:
        """Do something at a moment of the run, from the waiting thread."""
        self._timers.append((when_s, action))

    def forget_timers(self) -> None:
        """Drop what was to be done later."""
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
            soonest = min([deadline_s, *(when for when, _ in self._timers)])
            patience = min(max(0.0, soonest - self._now()), _LONGEST_PATIENCE_S)
            try:
                item = self._inbox.get(timeout=patience)
            except queue.Empty:
                continue
            if isinstance(item, Done):
                self._calls -= 1
            handle(item)
        return True

    def close(self) -> None:
        """Take no more calls; those under way are left to end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run_due(self, now: float) -> None:
        due = [timer for timer in self._timers if timer[0] <= now]
        self._timers = [timer for timer in self._timers if timer[0] > now]
        for _, action in due:
            action()
