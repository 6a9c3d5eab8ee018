"""A runtime in memory: hosts are small Python programs, each in a thread. The player's tests run on it.

It keeps the runtime's contract to the letter (the same suite runs against it and against Docker), so
that what the player's tests show on it holds there too.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from typing_extensions import override

from socketlab.clock import Clock, RealClock
from socketlab.errors import LabError
from socketlab.events import FileSeen, ProcessRow
from socketlab.hosts.addresses import address_in
from socketlab.hosts.model import NONCE, HostPlan, NetworkPlan, PlacedFile, Surroundings
from socketlab.runtimes.api import Ended, Leftover, RunTicket, Runtime, Sink, Status
from socketlab.runtimes.capabilities import (
    AsksToStop,
    Connection,
    HandlesFiles,
    Restarts,
    SeesCounters,
    SeesProcesses,
    SendsSignals,
    TriesConnections,
    capabilities_of,
)
from socketlab.runtimes.fake.commands import AsksFakeHosts
from socketlab.runtimes.fake.host import KILLED, STOPPED, FakeHost, Image, Stopped
from socketlab.runtimes.usage import SamplesHosts, Usage

HONOURED = frozenset({"image", "command", "entrypoint", "environment", "stop_grace_period", "healthcheck"})
"""The settings of a host that mean anything to a thread and its program."""


class FakeRuntime(
    Runtime,
    SeesProcesses,
    SeesCounters,
    HandlesFiles,
    SendsSignals,
    Restarts,
    AsksFakeHosts,
    AsksToStop,
    TriesConnections,
    SamplesHosts,
):
    """Hosts as threads.

    Args:
        images: The images by their names.
        clock: What hosts and verbs wait on; the machine's by default.
        trouble: Asked before each verb with its name and the host's; what it raises is the verb's error.
    """

    name = "fake"

    def __init__(
        self,
        images: dict[str, Image],
        *,
        clock: Clock | None = None,
        trouble: Callable[[str, str], None] = lambda _verb, _host: None,
    ) -> None:
        self._images = images
        self.clock = clock or RealClock()
        self._trouble = trouble
        self._sink: Sink = lambda _signal: None
        self._ticket: RunTicket | None = None
        self._subnet: str | None = None
        self._network: NetworkPlan | None = None
        self.hosts: dict[str, FakeHost] = {}
        self.verbs: list[tuple[str, str]] = []

    @override
    def surroundings(self, images: frozenset[str] = frozenset()) -> Surroundings:
        facts = {name: image.facts for name, image in self._images.items()}
        missing = dict.fromkeys(images - self._images.keys(), "give it to the fake runtime")
        return Surroundings(
            runtime=self.name,
            capabilities=capabilities_of(self),
            honours=HONOURED,
            images=facts,
            missing=missing,
        )

    @override
    def describe(self) -> dict[str, Any]:
        self._do("describe", "")
        return {"runtime": self.name}

    @override
    def open(self, ticket: RunTicket, sink: Sink) -> None:
        self._do("open", "")
        self._ticket, self._sink = ticket, sink

    @override
    def add_network(self, network: NetworkPlan) -> str:
        self._do("add_network", network.name)
        self._network, self._subnet = network, network.subnets[0]
        return self._subnet

    @override
    def standing_nonce(self, host: HostPlan) -> str:
        self._do("standing_nonce", host.name)
        return ""

    @override
    def create(self, host: HostPlan) -> None:
        self._do("create", host.name)
        if host.machine.image not in self._images:
            raise LabError(f'no image "{host.machine.image}"')
        settings = self._ticket.journal_settings(host)[1] if self._ticket else {}
        self.hosts[host.name] = FakeHost(host, self._sink, self.clock, nonce=settings.get(NONCE, ""))

    @override
    def start(self, host: HostPlan) -> str:
        self._do("start", host.name)
        inside = self.hosts[host.name]
        inside.started = True
        self._begin(inside)
        return self._address(host)

    @override
    def send(self, host: HostPlan, content: bytes, *, close: bool) -> None:
        self._do("send", host.name)
        inside = self.hosts[host.name]
        for line in content.splitlines(keepends=True):
            inside.stdin.put(line)
        if close:
            inside.stdin.put(None)
        self.clock.changed()

    @override
    def status(self, host: HostPlan) -> Status:
        self._do("status", host.name)
        inside = self.hosts[host.name]
        return Status(running=inside.started and not inside.ended.is_set())

    @override
    def stop(self, host: HostPlan, *, grace_s: float) -> str:
        self._do("stop", host.name)
        inside = self.hosts.get(host.name)
        return inside.stop_within(grace_s) if inside is not None and inside.started else ""

    @override
    def remove(self, host: HostPlan) -> None:
        self._do("remove", host.name)
        inside = self.hosts.pop(host.name, None)
        if inside is not None:
            inside.end()

    @override
    def remove_network(self) -> None:
        self._do("remove_network", "")
        if self.hosts:
            raise LabError("the network has active endpoints")
        self._network = None

    @override
    def leftovers(self, run: str | None, *, jobs: bool = True) -> tuple[Leftover, ...]:
        ticket = self._ticket
        if ticket is None or run not in (None, ticket.run):
            return ()
        kinds = [("container", name) for name in self.hosts]
        kinds += [("network", self._network.name)] if self._network else []
        return tuple(
            Leftover(kind=kind, name=name, run=ticket.run, scenario="", owner_alive=True, handle=name)
            for kind, name in kinds
        )

    @override
    def sweep(self, leftovers: tuple[Leftover, ...]) -> None:
        for leftover in leftovers:
            if leftover.kind == "network":
                self._network = None
            elif (inside := self.hosts.pop(leftover.handle, None)) is not None:
                inside.end()

    @override
    def close(self) -> None:
        self._do("close", "")

    @override
    def processes(self, host: HostPlan) -> tuple[ProcessRow, ...]:
        self._do("processes", host.name)
        own = ProcessRow(pid=1, parent=0, name="fake", state="S", threads=1)
        return (own, *self.hosts[host.name].rows)

    @override
    def counters(self, host: HostPlan) -> dict[str, int]:
        self._do("counters", host.name)
        return dict(self.hosts[host.name].counters)

    @override
    def usage(self, host: HostPlan) -> Usage:
        self._do("usage", host.name)
        inside = self.hosts[host.name]
        if not inside.started or inside.ended.is_set():
            raise LabError(f'"{host.name}" is not running')
        return inside.usage()

    @override
    def place(self, host: HostPlan, file: PlacedFile) -> FileSeen:
        self._do("place", host.name)
        content = file.text.encode() if file.text is not None else bytes(file.size_bytes)
        self.hosts[host.name].files[file.path] = content
        return self.hosts[host.name].digest(file.path)

    @override
    def digest(self, host: HostPlan, path: str) -> FileSeen:
        self._do("digest", host.name)
        return self.hosts[host.name].digest(path)

    @override
    def signal(self, host: HostPlan, name: str) -> None:
        self._do("signal", host.name)
        inside = self.hosts[host.name]
        inside.hear(name)
        if name == "KILL":
            inside.code_when_stopped = KILLED
            inside.end()

    @override
    def ask_to_stop(self, host: HostPlan) -> str:
        # A fake program that handles TERM finds it among its signals.
        self._do("ask_to_stop", host.name)
        inside = self.hosts[host.name]
        inside.hear("TERM")
        if inside.ends_when_asked:
            inside.end()
        return "TERM"

    @override
    def prepare_connections(self, host: HostPlan) -> None:
        self._do("prepare_connections", host.name)

    @override
    def try_connection(self, host: HostPlan, port: int, *, timeout_s: float) -> Connection:
        self._do("try_connection", host.name)
        inside = self.hosts[host.name]
        if inside.ended.is_set():
            return Connection(outcome="timed out", took_s=timeout_s)
        return Connection(outcome="connected" if port in inside.ports else "refused", took_s=0.0)

    @override
    def take_down(self, host: HostPlan, *, grace_s: float) -> str:
        self._do("take_down", host.name)
        inside = self.hosts[host.name]
        inside.coming_back = True
        return inside.stop_within(grace_s)

    @override
    def bring_back(self, host: HostPlan) -> None:
        self._do("bring_back", host.name)
        inside = self.hosts[host.name]
        inside.coming_back = False
        inside.code_when_stopped = STOPPED
        inside.stop.clear()
        inside.ended.clear()
        self._begin(inside)

    def _begin(self, inside: FakeHost) -> None:
        self.clock.begin()
        threading.Thread(target=self._run, args=(inside,), daemon=True).start()

    def _run(self, inside: FakeHost) -> None:
        began_s = self.clock.now()
        try:
            code = self._images[inside.plan.machine.image].program(inside)
        except Stopped:
            code = inside.code_when_stopped
        inside.ended.set()
        if not inside.coming_back:
            ran = (began_s, self.clock.now())
            self._sink(Ended(host=inside.plan.name, code=code, ran=ran))
        self.clock.changed()
        self.clock.end()

    def _address(self, host: HostPlan) -> str:
        return address_in(self._subnet, host.address_number) if self._subnet else ""

    def _do(self, verb: str, host: str) -> None:
        self.verbs.append((verb, host))
        self._trouble(verb, host)
