"""The Docker runtime: each verb goes to whichever kind of host it is about."""

from __future__ import annotations

import os
import platform
from typing import Any, TypeVar, assert_never

from socketlab.errors import LabError
from socketlab.events import FileSeen, ProcessRow
from socketlab.hosts.model import HostPlan, NetworkPlan, PlacedFile, Placement, Surroundings
from socketlab.runtimes.api import Created, Leftover, RunTicket, Sink, Status
from socketlab.runtimes.capabilities import capabilities_of
from socketlab.runtimes.docker import observe
from socketlab.runtimes.docker.engine import connect, translated
from socketlab.runtimes.docker.leftovers import find_leftovers, sweep
from socketlab.runtimes.docker.private import PrivateHosts
from socketlab.runtimes.docker.standing import StandingHosts, Workstations, find_standing

_Part = TypeVar("_Part")


class DockerRuntime:
    """Hosts as containers of one Docker engine.

    Raises:
        EngineUnreachable: when no engine answers.
    """

    name = "docker"

    def __init__(self) -> None:
        self._api = connect()
        self._private: PrivateHosts | None = None
        self._standing: StandingHosts | None = None
        self._workstations: Workstations | None = None

    # before and around a run

    def surroundings(self) -> Surroundings:
        """As the runtime's verb."""
        return Surroundings(
            runtime=self.name, capabilities=capabilities_of(self), standing=find_standing(self._api)
        )

    def describe(self) -> dict[str, Any]:
        """As the runtime's verb."""
        with translated("ask the engine about itself"):
            version, info = self._api.version(), self._api.info()
        return {
            "runtime": self.name,
            "engine": version.get("Version"),
            "api": version.get("ApiVersion"),
            "kernel": version.get("KernelVersion"),
            "system": info.get("OperatingSystem"),
            "architecture": info.get("Architecture"),
            "processors": info.get("NCPU"),
            "memory_bytes": info.get("MemTotal"),
            "storage_driver": info.get("Driver"),
            "cgroup": info.get("CgroupVersion") or "1",
            "orchestrator": {
                "system": platform.platform(),
                "python": platform.python_version(),
                "pid": os.getpid(),
            },
        }

    def open(self, ticket: RunTicket, sink: Sink) -> None:
        """As the runtime's verb."""
        self._private = PrivateHosts(self._api, ticket, sink)
        self._standing = StandingHosts(self._api, sink)
        self._workstations = Workstations(self._api, ticket, sink)

    def close(self) -> None:
        """As the runtime's verb."""
        for part in (self._private, self._standing, self._workstations):
            if part is not None:
                part.close()
        self._api.close()

    # verbs

    def add_network(self, network: NetworkPlan) -> str:
        """As the runtime's verb."""
        return self._opened.add_network(network)

    def create(self, host: HostPlan) -> Created:
        """As the runtime's verb."""
        match host.placement:
            case Placement.PRIVATE:
                return self._opened.create(host)
            case Placement.STANDING:
                return self._watched.create(host)
            case Placement.WORKSTATION:
                return self._borrowed.create(host)
            case _:
                assert_never(host.placement)

    def start(self, host: HostPlan) -> str:
        """As the runtime's verb."""
        if host.placement is Placement.PRIVATE:
            return self._opened.start(host)
        if host.placement is Placement.WORKSTATION:
            self._borrowed.start(host)
        return host.standing.address if host.standing else ""

    def send(self, host: HostPlan, content: bytes, *, close: bool) -> None:
        """As the runtime's verb."""
        if host.placement is Placement.PRIVATE:
            self._opened.send(host, content, close=close)
        elif host.placement is Placement.WORKSTATION:
            self._borrowed.send(host, content, close=close)
        else:
            raise LabError(f'"{host.name}" is the standing lab\'s: its standard input is not for a run')

    def status(self, host: HostPlan) -> Status:
        """As the runtime's verb."""
        if host.placement is Placement.PRIVATE:
            return self._opened.status(host)
        return self._watched.status(host)

    def stop(self, host: HostPlan, *, grace_s: float) -> None:
        """As the runtime's verb; a standing host is let go, not stopped."""
        match host.placement:
            case Placement.PRIVATE:
                self._opened.stop(host, grace_s=grace_s)
            case Placement.STANDING:
                self._watched.let_go(host)
            case Placement.WORKSTATION:
                self._borrowed.stop(host, grace_s=grace_s)
            case _:
                assert_never(host.placement)

    def remove(self, host: HostPlan) -> None:
        """As the runtime's verb; a workstation drops the job, a standing host is let go."""
        match host.placement:
            case Placement.PRIVATE:
                self._opened.remove(host)
            case Placement.STANDING:
                self._watched.let_go(host)
            case Placement.WORKSTATION:
                self._borrowed.stop(host, grace_s=0)
            case _:
                assert_never(host.placement)

    def remove_network(self) -> None:
        """As the runtime's verb."""
        self._opened.remove_network()

    def leftovers(self, run: str | None) -> tuple[Leftover, ...]:
        """As the runtime's verb."""
        return find_leftovers(self._api, run)

    def sweep(self, leftovers: tuple[Leftover, ...]) -> None:
        """As the runtime's verb."""
        sweep(self._api, leftovers)

    # capabilities

    def processes(self, host: HostPlan) -> tuple[ProcessRow, ...]:
        """As the capability's verb."""
        return observe.processes(self._api, self._container(host))

    def counters(self, host: HostPlan) -> dict[str, int]:
        """As the capability's verb."""
        return observe.counters(self._api, self._container(host))

    def place(self, host: HostPlan, file: PlacedFile) -> FileSeen:
        """As the capability's verb."""
        return observe.place(self._api, self._container(host), host.name, file)

    def digest(self, host: HostPlan, path: str) -> FileSeen:
        """As the capability's verb."""
        return observe.digest(self._api, self._container(host), host.name, path)

    def signal(self, host: HostPlan, name: str) -> None:
        """As the capability's verb."""
        self._opened.signal(host, name)

    def take_down(self, host: HostPlan, *, grace_s: float) -> None:
        """As the capability's verb."""
        self._opened.take_down(host, grace_s=grace_s)

    def bring_back(self, host: HostPlan) -> None:
        """As the capability's verb."""
        self._opened.bring_back(host)

    def execute(self, host: HostPlan, command: tuple[str, ...]) -> tuple[int, bytes]:
        """As the capability's verb."""
        return observe.execute(self._api, self._container(host), host.name, command)

    def _container(self, host: HostPlan) -> str:
        return host.standing.handle if host.standing else self._opened.container(host)

    @property
    def _opened(self) -> PrivateHosts:
        return _need(self._private)

    @property
    def _watched(self) -> StandingHosts:
        return _need(self._standing)

    @property
    def _borrowed(self) -> Workstations:
        return _need(self._workstations)


def _need(part: _Part | None) -> _Part:
    if part is None:
        raise AssertionError("the runtime was not opened for a run")
    return part
