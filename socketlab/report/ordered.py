"""Events in the order of their times, from whichever thread each came, for a view that draws or prints them.

The player's threads record events as things happen, so that one that happened first may be recorded last.
Here each waits a moment for those before it. One thread shows them all: a terminal that is stopped, or a pipe
that is read slowly, holds up neither a run nor its teardown.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from typing import Self

from socketlab.events import Event, Ready, Started

HOLD_S = 0.1
"""How long an event waits for earlier ones."""


class Ordered:
    """A view of a run, shown its events in order.

    Args:
        view: What shows them; no event that it is shown has an earlier time than the one before.
        now: Seconds since the run began.
    """

    def __init__(
        self, view: AbstractContextManager[Callable[[Event], None]], now: Callable[[], float]
    ) -> None:
        self.view = view
        self._now = now
        self._lock = threading.Lock()
        self._waiting: list[Event] = []
        self._started: set[str] = set()
        self._last_s = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        """Begin to show."""
        self._show = self.view.__enter__()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Show the rest."""
        self._over.set()
        self._thread.join()
        self.view.__exit__(None, None, None)

    def __call__(self, event: Event) -> None:
        """Take an event; it is shown in its turn."""
        with self._lock:
            self._waiting.append(event)

    def _run(self) -> None:
        while not self._over.wait(HOLD_S / 2):
            self._show_until(self._now() - HOLD_S)
        self._show_until(float("inf"))

    def _show_until(self, moment_s: float) -> None:
        for event in self._take(moment_s):
            self._last_s = max(self._last_s, event.at_s)
            with suppress(Exception):  # as a listener's errors: what cannot be shown ends no run
                self._show(replace(event, at_s=self._last_s))

    def _take(self, moment_s: float) -> list[Event]:
        """The events up to a moment in order; a host's start comes before its being ready."""
        with self._lock:
            due = sorted(
                (each for each in self._waiting if each.at_s <= moment_s), key=lambda each: each.at_s
            )
            self._waiting = [each for each in self._waiting if each.at_s > moment_s]
            taken: list[Event] = []
            early: dict[str, Ready] = {}
            for event in due:
                if isinstance(event, Ready) and event.host not in self._started:
                    early[event.host] = event
                    continue
                taken.append(event)
                if isinstance(event, Started):
                    self._started.add(event.host)
                    taken += [early.pop(event.host)] if event.host in early else []
            if moment_s == float("inf"):
                taken += early.values()
            else:
                self._waiting += early.values()
            return taken
