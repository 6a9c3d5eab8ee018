"""The inside of a fake host: what its program can do, and what an image is."""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from socketlab import labels
from socketlab.clock import Clock
from socketlab.errors import LabError
from socketlab.events import FileSeen, ProcessRow
from socketlab.hosts.model import HostPlan, ImageFacts
from socketlab.hosts.values import Healthcheck
from socketlab.runtimes.api import Output, Sink
from socketlab.runtimes.usage import Usage

HEALTHY = ("healthy",)
"""The command that a fake image's health check runs."""

KILLED = 137
"""Exit status of a host that was killed: 128 and SIGKILL's 9."""

STOPPED = 143
"""Exit status of a host that was stopped with TERM: 128 plus its number 15, as in a shell."""

LONG_S = 3600.0
"""For waits that only an event ends."""

COUNTED = ("TcpPassiveOpens", "TcpExtListenOverflows", "TcpExtListenDrops")
"""What a fake host's kernel counts; its program does the counting."""


class Stopped(Exception):
    """Raised inside a fake program when its host is stopped."""


@dataclass(slots=True)
class FakeHost:
    """The inside of a host, as its program sees it.

    Args:
        plan: What it was planned as.
        clock: What its program waits on.
        files: Its files, by path.
        rows: What its process table shows.
        counters: What its kernel has counted.
        healthy: Whether its health check passes.
        cpu_s: CPU time that its program says it has used.
        ports: Ports that accept connections.
        nonce: What the notes of its journal carry.
        ends_when_asked: Whether TERM ends it at once; a program that handles or ignores TERM clears it.
        ignores_term: Whether it goes on until it is killed when it is stopped.
    """

    plan: HostPlan
    sink: Sink
    clock: Clock
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
    code_when_stopped: int = STOPPED
    ports: set[int] = field(default_factory=set)
    ends_when_asked: bool = True
    ignores_term: bool = False
    signals: queue.Queue[str] = field(default_factory=queue.Queue)
    nonce: str = ""

    def write(self, text: str, stream: Literal["stdout", "stderr"] = "stdout") -> None:
        """Write something."""
        self.sink(Output(host=self.plan.name, stream=stream, content=text.encode()))

    def read(self) -> bytes | None:
        """What comes next on standard input; ``None`` at its end."""
        while not self.clock.wait_for(lambda: self.stop.is_set() or not self.stdin.empty(), LONG_S):
            pass
        self._check()
        return self.stdin.get_nowait()

    def sleep(self, seconds: float) -> None:
        """Wait, or unwind when the host is stopped."""
        self.clock.wait_for(self.stop.is_set, seconds)
        self._check()

    def run(self, command: tuple[str, ...]) -> tuple[int, bytes]:
        """Run a command: ``echo``, ``false``, an endless ``sleep``, the health check, the open TCP ports.

        Raises:
            LabError: when it is another.
        """
        match command:
            case ("healthy",):
                return (0, b"") if self.healthy else (1, b"warming up\n")
            case ("echo", *words):
                return 0, " ".join(words).encode() + b"\n"
            case ("false", *_):
                return 1, b""
            case ("cat", "/proc/net/tcp", *_):
                return 0, b" 0: 00000000:3039 00000000:0000 0A\n"
            case ("sleep", *_):
                while not self.clock.wait_for(self.ended.is_set, LONG_S):
                    pass
                return KILLED, b""
        raise LabError(f'cannot run "{command[0]}" on "{self.plan.name}": no such program')

    def launch(self, command: tuple[str, ...]) -> None:
        """Start a command without waiting for its end; its output is dropped."""
        if command[0] != "sleep":
            self.run(command)

    def end(self) -> None:
        """Stop the program: it unwinds at its next wait."""
        self.stop.set()
        self.clock.changed()

    def hear(self, signal: str) -> None:
        """Deliver a signal to its program; one that has ended gets none."""
        if self.ended.is_set():
            raise LabError(f'"{self.plan.name}" is not running')
        self.signals.put(signal)
        self.clock.changed()

    def stop_within(self, grace_s: float) -> str:
        """Stop the program as TERM does, then KILL; the signal that it ignored, if it did."""
        if grace_s > 0 and self.ignores_term:
            self.wait_for_end(grace_s)
        ignored = "TERM" if grace_s > 0 and self.ignores_term and not self.ended.is_set() else ""
        if ignored:
            self.code_when_stopped = KILLED
        self.end()
        self.wait_for_end(grace_s + 1)
        return ignored

    def usage(self) -> Usage:
        """What it has used."""
        processes = 1 + len(self.rows)
        return Usage(cpu_s=self.cpu_s, memory_bytes=0, processes=processes, received_bytes=0, sent_bytes=0)

    def digest(self, path: str) -> FileSeen:
        """Size and SHA-256 of one of its files."""
        content = self.files.get(path)
        if content is None:
            return FileSeen(at_s=0.0, host=self.plan.name, path=path, trouble="no such file", missing=True)
        sha256 = hashlib.sha256(content).hexdigest()
        return FileSeen(at_s=0.0, host=self.plan.name, path=path, size=len(content), sha256=sha256)

    def wait_for_end(self, seconds: float) -> None:
        """Wait until the program has ended."""
        self.clock.wait_for(self.ended.is_set, seconds)

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
        marks = {"gate": {labels.GATE: "1", labels.JOURNAL: "1"}, "journal": {labels.JOURNAL: "1"}}
        check = Healthcheck(test=("CMD", *HEALTHY)) if self.readiness == "health" else None
        return ImageFacts(labels=marks.get(self.readiness, {}), healthcheck=check)
