"""Both runtimes, and hosts that behave alike on either: what the contract is asked of."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from socketlab import labels
from socketlab.hosts.model import HostPlan, NetworkPlan, Placement
from socketlab.hosts.settings import Machine
from socketlab.plan.addresses import candidate_subnets
from socketlab.runtimes.api import Ended, Output, RunTicket, Runtime, Signal
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.runtime import FakeRuntime
from socketlab.runtimes.owner import this_process


def _prints(host: FakeHost) -> int:
    host.write("one\ntwo\n")
    host.write("three\n", "stderr")
    return 3


def _cat(host: FakeHost) -> int:
    while (line := host.read()) is not None:
        host.write(line.decode())
    return 0


def _stays(host: FakeHost) -> int:
    host.write("staying\n")
    host.sleep(3600)
    return 0


def _tells_signals(host: FakeHost) -> int:
    host.write("staying\n")
    while True:
        if not host.signals.empty():
            host.write(f"got {host.signals.get()}\n")
        host.sleep(0.01)


def _obeys(host: FakeHost) -> int:
    host.ends_when_asked = False
    host.write("staying\n")
    while host.signals.empty():
        host.sleep(0.01)
    return 5


def _deaf(host: FakeHost) -> int:
    host.ends_when_asked = False
    return _stays(host)


def _listens(host: FakeHost) -> int:
    host.ports.add(7000)
    return _stays(host)


def _tells_name(host: FakeHost) -> int:
    host.write(host.plan.machine.hostname + "\n")
    return 0


_LISTENS = """
import socket
with socket.create_server(("", 7000)) as listener:
    print("staying")
    while True:
        listener.accept()
"""

BEHAVIOURS = {
    "prints": (_prints, "echo one; echo two; echo three >&2; exit 3"),
    "cat": (_cat, "exec cat"),
    "stays": (_stays, "echo staying; exec sleep 3600"),
    "obeys": (_obeys, "trap 'exit 5' TERM; echo staying; while :; do sleep 0.05; done"),
    "listens": (_listens, f"exec python3 -u -c '{_LISTENS}'"),
    "deaf": (_deaf, "trap '' TERM; echo staying; while :; do sleep 0.1; done"),
    "tells-signals": (_tells_signals, "trap 'echo got USR1' USR1; echo staying; while :; do sleep 0.1; done"),
    "tells-name": (_tells_name, "hostname"),
}
"""Each behaviour for the fake runtime, and as a shell script for containers."""


@dataclass
class Ground:
    """A runtime opened for a run, and what it has told so far."""

    runtime: Runtime
    run: str
    signals: list[Signal] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    number: int = 2

    def sink(self, signal: Signal) -> None:
        with self.changed:
            self.signals.append(signal)
            self.changed.notify_all()

    def host(self, behaviour: str, *, role: str = "client") -> HostPlan:
        name = f"{behaviour}-{self.number}"
        self.number += 1
        on_docker = self.runtime.name == "docker"
        return HostPlan(
            name=name,
            role=role,  # type: ignore[arg-type]
            service=behaviour,
            placement=Placement.PRIVATE,
            machine=Machine(
                image="socketlab/client" if on_docker else behaviour,
                entrypoint=("sh", "-c", BEHAVIOURS[behaviour][1]) if on_docker else None,
                hostname=name,
                volumes=("/srv/given",),
            ),
            address_number=self.number,
            aliases=(name,),
            networks=(f"socketlab-{self.run}",),
            labels={labels.HOST: name},
        )

    def bring_up(self, behaviour: str, *, role: str = "client") -> HostPlan:
        host = self.host(behaviour, role=role)
        self.runtime.create(host)
        self.runtime.start(host)
        return host

    def output(self, host: HostPlan, stream: str = "stdout") -> str:
        pieces = [
            s.content
            for s in self.signals
            if isinstance(s, Output) and (s.host, s.stream) == (host.name, stream)
        ]
        return b"".join(pieces).decode()

    def wait_for_output(self, host: HostPlan, text: str, seconds: float = 20) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: text in self.output(host), seconds), self.signals

    def wait_for_end(self, host: HostPlan, seconds: float = 20) -> Ended:
        def ends() -> list[Ended]:
            return [s for s in self.signals if isinstance(s, Ended) and s.host == host.name]

        with self.changed:
            assert self.changed.wait_for(lambda: bool(ends()), seconds), self.signals
        return ends()[0]


@pytest.fixture(params=["fake", pytest.param("docker", marks=pytest.mark.docker)])
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    """An opened runtime with a network; whatever a test leaves is swept."""
    runtime: Runtime
    if request.param == "docker":
        from socketlab.runtimes.docker.runtime import DockerRuntime

        runtime = DockerRuntime()
    else:
        runtime = FakeRuntime({name: Image(program) for name, (program, _) in BEHAVIOURS.items()})
    run = "contract" + secrets.token_hex(3)
    ground = Ground(runtime, run)
    marks = {
        labels.RUN: run,
        labels.SCENARIO: "contract",
        labels.OWNER: this_process(),
        labels.EXPIRES: str(int(time.time()) + 600),
    }
    runtime.open(RunTicket(run=run, labels=marks, lifetime_s=600), ground.sink)
    runtime.add_network(NetworkPlan(name=f"socketlab-{run}", subnets=candidate_subnets(run, hosts=20)))
    try:
        yield ground
    finally:
        runtime.sweep(runtime.leftovers(run))
        left = runtime.leftovers(run)
        runtime.close()
        assert left == ()
