"""The inside of a fake host: what its program can do, and what an image is."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from socketlab import labels
from socketlab.events import ProcessRow
from socketlab.hosts.model import HostPlan, ImageFacts
from socketlab.hosts.values import Healthcheck
from socketlab.runtimes.api import Output, Sink

HEALTHY = ("healthy",)
"""The command that a fake image's health check runs."""

COUNTED = ("TcpPassiveOpens", "TcpExtListenOverflows", "TcpExtListenDrops")
"""What a fake host's kernel counts; its program does the counting."""


class Stopped(Exception):
    """Raised inside a fake program when its host is stopped."""


@dataclass(slots=True)
class FakeHost:
    """The inside of a host, as its program sees it.

    Args:
        plan: What it was planned as.
        files: Its files, by path.
        rows: What its process table shows.
        counters: What its kernel has counted.
        healthy: Whether its health check passes.
        cpu_s: CPU time that its program says it has used.
        ports: Ports that accept connections.
        ends_when_asked: Whether TERM ends it at once; a program that handles or ignores TERM clears it.
    """

    plan: HostPlan
    sink: Sink
    files: dict[str, bytes] = field(default_factory=dict)
    rows: list[ProcessRow] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    healthy: bool = False
    cpu_s: float = 0.0
    stdin: queue.Queue[bytes | None] = field(default_factory=queue.Queue)
    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    started: bool = False
    coming_back: bool = False
    ports: set[int] = field(default_factory=set)
    ends_when_asked: bool = True
    signals: queue.Queue[str] = field(default_factory=queue.Queue)

    def write(self, text: str, stream: Literal["stdout", "stderr"] = "stdout") -> None:
        """Write something."""
        self.sink(Output(host=self.plan.name, stream=stream, content=text.encode()))

    def read(self) -> bytes | None:
        """What comes next on standard input; ``None`` at its end."""
        while True:
            self._check()
            try:
                return self.stdin.get(timeout=0.01)
            except queue.Empty:
                continue

    def sleep(self, seconds: float) -> None:
        """Wait, or unwind when the host is stopped."""
        self.stop.wait(seconds)
        self._check()

    def _check(self) -> None:
        if self.stop.is_set():
            raise Stopped


Program = Callable[[FakeHost], int]


@dataclass(frozen=True, slots=True)
class Image:
    """What a fake image does, and the strategy that its hosts' readiness gets."""

    program: Program
    readiness: str = "running"

    @property
    def facts(self) -> ImageFacts:
        """The image as the planner sees it."""
        marks = {"gate": {labels.GATE: "1"}, "journal": {labels.JOURNAL: "1"}}
        check = Healthcheck(test=("CMD", *HEALTHY)) if self.readiness == "health" else None
        return ImageFacts(labels=marks.get(self.readiness, {}), healthcheck=check)
