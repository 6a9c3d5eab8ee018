"""The verbs with which the run asks fake hosts something."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol

from typing_extensions import override

from socketlab.hosts.model import HostPlan
from socketlab.runtimes.capabilities import Executes, Fetches
from socketlab.runtimes.fake.host import FakeHost


class AsksFakeHosts(Executes, Fetches, Protocol):
    """Commands on fake hosts and requests to them."""

    hosts: dict[str, FakeHost]

    @abstractmethod
    def _do(self, verb: str, host: str) -> None:
        """Note a verb before it is done."""

    @override
    def execute(self, host: HostPlan, command: tuple[str, ...]) -> tuple[int, bytes]:
        self._do("execute", host.name)
        return self.hosts[host.name].run(command)

    @override
    def launch(self, host: HostPlan, command: tuple[str, ...]) -> None:
        self._do("launch", host.name)
        self.hosts[host.name].launch(command)

    @override
    def fetch(
        self, host: HostPlan, port: int, path: str, *, wanted: range, within_s: float
    ) -> tuple[int, str]:
        """See the base class; a host that is not healthy yet refuses connections."""
        self._do("fetch", host.name)
        return (wanted.start, "") if self.hosts[host.name].healthy else (0, "connection refused")
