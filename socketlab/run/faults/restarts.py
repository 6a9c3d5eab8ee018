"""A host that goes down and comes back."""

from __future__ import annotations

import time
from dataclasses import dataclass

from socketlab.errors import LabError
from socketlab.hosts.model import HostPlan
from socketlab.runtimes.api import Restarts, Runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """``restart``.

    Args:
        down_s: Seconds between its end and its new start.
    """

    down_s: float

    ends_host = False
    """It comes back: what the runtime ends and starts again has not ended for the run."""

    def apply(self, runtime: Runtime, host: HostPlan) -> str:
        """As the fault's verb."""
        if not isinstance(runtime, Restarts):
            raise LabError(f"{runtime.name} cannot restart hosts")
        runtime.take_down(host, grace_s=host.machine.stop_grace_s)
        time.sleep(self.down_s)
        runtime.bring_back(host)
        return ""
