"""A runtime in memory: hosts are small Python programs, each in a thread. The engine's tests run on it.

It keeps the runtime's contract to the letter (the same suite runs against it and against Docker), so
that what the engine's tests show on it holds there too.
"""

from __future__ import annotations

import hashlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from socketlab.errors import LabError
from socketlab.events import FileSeen, ProcessRow
from socketlab.hosts.addresses import address_in
from socketlab.hosts.model import HostPlan, NetworkPlan, PlacedFile, Power, Surroundings
from socketlab.runtimes.api import Created, Ended, Leftover, Output, Readiness, RunTicket, Sink, Status
from socketlab.runtimes.usage import Usage

STOPPED = 143
"""Exit status of a host that was stopped politely: 128 and SIGTERM's 15, as a shell tells it."""


COUNTED = ("TcpPassiveOpens", "TcpExtListenOverflows", "TcpExtListenDrops")
"""What a fake host's kernel counts: nothing, unless its program does."""


class Stopped(Exception):
    """Raised inside a fake program when its host is stopped."""


@dataclass(slots=True)
class FakeHost:
    """A host's inside, as its program sees it.

    Args:
        plan: What it was planned as.
        files: Its files, by path.
        rows: What its process table shows.
        counters: What its kernel has counted.
        healthy: What its health check says.
        cpu_s: CPU time that its program says it has used.
    """

    plan: HostPlan
    sink: Sink
    files: dict[str, bytes] = field(default_factory=dict)
    rows: list[ProcessRow] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    healthy: bool | None = None
    cpu_s: float = 0.0
    stdin: queue.Queue[bytes | None] = field(default_factory=queue.Queue)
    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    started: bool = False
    coming_back: bool = False
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
    """What a fake image does, and what tells that a host of it is ready."""

    program: Program
    readiness: Readiness = "running"


class FakeRuntime:
    """Hosts as threads.

    Args:
        images: What each image's name stands for.
        trouble: Asked before each verb with its name and the host's; what it raises is the verb's error.
    """

    name = "fake"
    powers = frozenset(Power)

    def __init__(
        self, images: dict[str, Image], *, trouble: Callable[[str, str], None] = lambda _verb, _host: None
    ) -> None:
        self._images = images
        self._trouble = trouble
        self._sink: Sink = lambda _signal: None
        self._ticket: RunTicket | None = None
        self._subnet: str | None = None
        self._network: NetworkPlan | None = None
        self.hosts: dict[str, FakeHost] = {}
        self.verbs: list[tuple[str, str]] = []

    def surroundings(self) -> Surroundings:
        """As the runtime's verb."""
        return Surroundings(runtime=self.name, powers=self.powers)

    def describe(self) -> dict[str, Any]:
        """As the runtime's verb."""
        return {"runtime": self.name}

    def open(self, ticket: RunTicket, sink: Sink) -> None:
        """As the runtime's verb."""
        self._ticket, self._sink = ticket, sink

    def add_network(self, network: NetworkPlan) -> str:
        """As the runtime's verb."""
        self._do("add_network", network.name)
        self._network, self._subnet = network, network.subnets[0]
        return self._subnet

    def create(self, host: HostPlan) -> Created:
        """As the runtime's verb."""
        self._do("create", host.name)
        if host.machine.image not in self._images:
            raise LabError(f'no image "{host.machine.image}"')
        self.hosts[host.name] = FakeHost(host, self._sink)
        return Created(readiness=self._images[host.machine.image].readiness, address=self._address(host))

    def start(self, host: HostPlan) -> str:
        """As the runtime's verb."""
        self._do("start", host.name)
        inside = self.hosts[host.name]
        inside.started = True
        threading.Thread(target=self._run, args=(inside,), daemon=True).start()
        return self._address(host)

    def send(self, host: HostPlan, content: bytes, *, close: bool) -> None:
        """As the runtime's verb."""
        self._do("send", host.name)
        inside = self.hosts[host.name]
        for line in content.splitlines(keepends=True):
            inside.stdin.put(line)
        if close:
            inside.stdin.put(None)

    def status(self, host: HostPlan) -> Status:
        """As the runtime's verb."""
        inside = self.hosts[host.name]
        return Status(running=inside.started and not inside.ended.is_set(), healthy=inside.healthy)

    def stop(self, host: HostPlan, *, grace_s: float) -> None:
        """As the runtime's verb."""
        self._do("stop", host.name)
        inside = self.hosts.get(host.name)
        if inside is not None and inside.started:
            inside.stop.set()
            inside.ended.wait(grace_s + 1)

    def remove(self, host: HostPlan) -> None:
        """As the runtime's verb."""
        self._do("remove", host.name)
        inside = self.hosts.pop(host.name, None)
        if inside is not None:
            inside.stop.set()

    def remove_network(self) -> None:
        """As the runtime's verb."""
        self._do("remove_network", "")
        if self.hosts:
            raise LabError("the network has active endpoints")
        self._network = None

    def leftovers(self, run: str | None) -> tuple[Leftover, ...]:
        """As the runtime's verb."""
        ticket = self._ticket
        if ticket is None or run not in (None, ticket.run):
            return ()
        kinds = [("container", name) for name in self.hosts]
        kinds += [("network", self._network.name)] if self._network else []
        return tuple(
            Leftover(kind=kind, name=name, run=ticket.run, scenario="", owner_alive=True, handle=name)
            for kind, name in kinds
        )

    def sweep(self, leftovers: tuple[Leftover, ...]) -> None:
        """As the runtime's verb."""
        for leftover in leftovers:
            if leftover.kind == "network":
                self._network = None
            elif (inside := self.hosts.pop(leftover.handle, None)) is not None:
                inside.stop.set()

    def close(self) -> None:
        """As the runtime's verb."""

    def processes(self, host: HostPlan) -> tuple[ProcessRow, ...]:
        """As the power's verb."""
        self._do("processes", host.name)
        own = ProcessRow(pid=1, parent=0, name="fake", state="S", threads=1)
        return (own, *self.hosts[host.name].rows)

    def counters(self, host: HostPlan) -> dict[str, int]:
        """As the power's verb."""
        self._do("counters", host.name)
        return dict(self.hosts[host.name].counters)

    def usage(self, host: HostPlan) -> Usage:
        """As the power's verb; a fake host's program says what it has used."""
        self._do("usage", host.name)
        inside = self.hosts[host.name]
        if not inside.started or inside.ended.is_set():
            raise LabError(f'"{host.name}" is not running')
        processes = 1 + len(inside.rows)
        return Usage(cpu_s=inside.cpu_s, memory_bytes=0, processes=processes, received_bytes=0, sent_bytes=0)

    def place(self, host: HostPlan, file: PlacedFile) -> FileSeen:
        """As the power's verb."""
        content = file.text.encode() if file.text is not None else bytes(file.size_bytes)
        self.hosts[host.name].files[file.path] = content
        return self.digest(host, file.path)

    def digest(self, host: HostPlan, path: str) -> FileSeen:
        """As the power's verb."""
        content = self.hosts[host.name].files.get(path)
        if content is None:
            return FileSeen(at_s=0.0, host=host.name, path=path, trouble="no such file", missing=True)
        sha256 = hashlib.sha256(content).hexdigest()
        return FileSeen(at_s=0.0, host=host.name, path=path, size=len(content), sha256=sha256)

    def signal(self, host: HostPlan, name: str) -> None:
        """As the power's verb; a fake program reads its signals, and KILL it does not survive."""
        self._do("signal", host.name)
        inside = self.hosts[host.name]
        if inside.ended.is_set():
            raise LabError(f'"{host.name}" is not running')
        inside.signals.put(name)
        if name == "KILL":
            inside.stop.set()

    def take_down(self, host: HostPlan, *, grace_s: float) -> None:
        """As the power's verb."""
        self._do("take_down", host.name)
        inside = self.hosts[host.name]
        inside.coming_back = True
        inside.stop.set()
        inside.ended.wait(grace_s + 1)

    def bring_back(self, host: HostPlan) -> None:
        """As the power's verb."""
        self._do("bring_back", host.name)
        inside = self.hosts[host.name]
        inside.coming_back = False
        inside.stop.clear()
        inside.ended.clear()
        threading.Thread(target=self._run, args=(inside,), daemon=True).start()

    def execute(self, host: HostPlan, command: tuple[str, ...]) -> tuple[int, bytes]:
        """As the power's verb; the only command that fake hosts know is ``echo``."""
        self._do("execute", host.name)
        return (0, " ".join(command[1:]).encode() + b"\n") if command[0] == "echo" else (127, b"")

    def _run(self, inside: FakeHost) -> None:
        began = time.time()
        try:
            code = self._images[inside.plan.machine.image].program(inside)
        except Stopped:
            code = STOPPED
        inside.ended.set()
        if inside.coming_back:
            return
        self._sink(Ended(host=inside.plan.name, code=code, ran=(began, time.time())))

    def _address(self, host: HostPlan) -> str:
        return address_in(self._subnet, host.address_number) if self._subnet else ""

    def _do(self, verb: str, host: str) -> None:
        self.verbs.append((verb, host))
        self._trouble(verb, host)
