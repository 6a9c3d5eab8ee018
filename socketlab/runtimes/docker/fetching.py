"""The verb that asks hosts with HTTP."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol

from typing_extensions import override

from socketlab.hosts.model import HostPlan
from socketlab.runtimes.capabilities import Fetches
from socketlab.runtimes.docker.private import PrivateHosts


class FetchVerbs(Fetches, Protocol):
    """See :class:`~socketlab.runtimes.capabilities.Fetches`."""

    @property
    @abstractmethod
    def _private(self) -> PrivateHosts:
        """The hosts made for the run."""

    @override
    def fetch(
        self, host: HostPlan, port: int, path: str, *, wanted: range, within_s: float
    ) -> tuple[int, str]:
        words = [str(port), path, str(wanted.start), str(wanted.stop), str(within_s)]
        addresses = [self._private.segment(host)[1]] if host.networks else []
        return self._private.fetcher.fetch(self._private.container(host), words, addresses)
