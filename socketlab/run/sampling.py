"""Sampling hosts beside a run: collectors are asked about every running host, once a second.

The player knows nothing of it. A listener of the run's events learns which hosts run, and one thread writes
what the collectors find. A sample that cannot be had is left out: it must not cost the run anything.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self, TextIO

from socketlab.collectors import COLLECTORS
from socketlab.collectors.api import Collector
from socketlab.errors import LabError
from socketlab.events import Event, Exited, FaultDone, Ready, Started
from socketlab.hosts.model import HostPlan
from socketlab.record.layout import sample_name
from socketlab.runtimes.api import Runtime

INTERVAL_S = 1.0
"""From the beginning of one round to that of the next."""

LEAST_INTERVAL_S = 0.25
"""The same where something happened that is worth a round of its own."""

_LAST_ROUND_S = 5.0
"""For the round that is under way at the end; an engine that does not answer takes longer."""

MOST_AT_ONCE = 32
"""Samples taken at once. They mostly wait for the runtime to measure, so threads are cheap."""


def collectors_for(runtime: Runtime) -> tuple[Collector, ...]:
    """Every collector, for a runtime.

    Raises:
        LabError: when the runtime lacks a capability that one of them needs.
    """
    for kind in COLLECTORS:
        missing = [need.__name__ for need in kind.needs if not isinstance(runtime, need)]
        if missing:
            message = f'the runtime "{runtime.name}" cannot collect "{kind.name}"'
            raise LabError(message, hint="run without --sample")
    return tuple(kind(runtime) for kind in COLLECTORS)


class Sampling:
    """Samples hosts from its beginning as a context to its end.

    Args:
        collectors: What to sample.
        hosts: Every host and client of the run.
        folder: The run's folder.
        now: Seconds since the run began.
        interval_s: Seconds from round to round.
    """

    def __init__(
        self,
        collectors: Iterable[Collector],
        hosts: Iterable[HostPlan],
        folder: Path,
        now: Callable[[], float],
        *,
        interval_s: float = INTERVAL_S,
    ) -> None:
        self._collectors = tuple(collectors)
        self._hosts = {host.name: host for host in hosts}
        self._folder = folder
        self._now = now
        self._interval_s = interval_s
        self._running: dict[str, HostPlan] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sampling", daemon=True)

    def __enter__(self) -> Self:
        """Begin; hosts are sampled once they have started."""
        for collector in self._collectors:
            (self._folder / sample_name(collector.name)).parent.mkdir(exist_ok=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End, with the round that is under way."""
        self._over.set()
        self._wake.set()
        self._thread.join(_LAST_ROUND_S)

    def __call__(self, event: Event) -> None:
        """Learn from an event which hosts run, and whether now is a turning point."""
        with self._lock:
            if isinstance(event, Started):
                self._running[event.host] = self._hosts[event.host]
            elif isinstance(event, Exited):
                self._running.pop(event.host, None)
        if isinstance(event, Ready | FaultDone | Exited):
            self._wake.set()

    def _run(self) -> None:
        with contextlib.suppress(OSError), ExitStack() as stack:  # a full disk ends the sampling only
            files = {
                collector: stack.enter_context(self._open(sample_name(collector.name)))
                for collector in self._collectors
            }
            pool = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="sample")
            stack.callback(pool.shutdown, cancel_futures=True)
            while not self._over.is_set():
                began = self._now()
                self._round(pool, files)
                self._pause(began)

    def _open(self, name: str) -> TextIO:
        return (self._folder / name).open("a", encoding="utf-8", buffering=1)

    def _round(self, pool: ThreadPoolExecutor, files: dict[Collector, TextIO]) -> None:
        with self._lock:
            hosts = tuple(self._running.values())
        asked = [
            (file, pool.submit(self._sample, collector, host))
            for collector, file in files.items()
            for host in hosts
        ]
        for file, row in _taken(asked):
            file.write(json.dumps(row, separators=(",", ":")) + "\n")

    def _sample(self, collector: Collector, host: HostPlan) -> dict[str, Any] | None:
        try:
            sample = collector.sample(host)
        except Exception:  # a sample must not cost the run anything
            return None
        return {"at_s": round(self._now(), 6), "host": host.name, **asdict(sample)}

    def _pause(self, began: float) -> None:
        """Wait for the next round: a whole interval, or less where something happens."""
        least = min(LEAST_INTERVAL_S, self._interval_s)
        self._over.wait(max(0.0, began + least - self._now()))
        self._wake.wait(max(0.0, began + self._interval_s - self._now()))
        self._wake.clear()


def _taken(
    asked: list[tuple[TextIO, Future[dict[str, Any] | None]]],
) -> Iterator[tuple[TextIO, dict[str, Any]]]:
    for file, future in asked:
        row = future.result()
        if row is not None:
            yield file, row
