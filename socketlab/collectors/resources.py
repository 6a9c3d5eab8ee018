"""What each host uses: CPU time, memory, network, processes."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from socketlab.collectors.api import Collector
from socketlab.hosts.model import HostPlan
from socketlab.runtimes.usage import SamplesHosts, Usage


class Resources(Collector):
    """What a host has used since it started.

    CPU time and bytes only grow: the difference of two samples is what was used between them. For a host of
    the standing lab they count from the start of that host, not of the run. Docker measures once a second, so
    that there are few samples of a host that lives for a shorter time.
    """

    name: ClassVar[str] = "resources"
    summary: ClassVar[str] = "CPU time, memory, network bytes and processes of each host"
    row: ClassVar[type[Any]] = Usage
    needs: ClassVar[tuple[type[Any], ...]] = (SamplesHosts,)

    def sample(self, host: HostPlan) -> Usage:
        """See the base class."""
        return cast("SamplesHosts", self.runtime).usage(host)
