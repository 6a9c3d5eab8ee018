"""A signal to a host's first process, and the special case that nobody survives."""

from __future__ import annotations

from dataclasses import dataclass

from socketlab.errors import LabError
from socketlab.hosts.model import HostPlan
from socketlab.runtimes.api import Runtime, SendsSignals

DEADLY = frozenset({"KILL", "TERM", "INT", "QUIT", "HUP", "ABRT"})
"""Signals that a program is meant to end by; after any other its end is its own fault.

Source: signal(7), standard signals with the disposition Term or Core that are sent to end a process.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendSignal:
    """``signal`` and ``kill``.

    Args:
        signal: The signal's name without ``SIG``.
    """

    signal: str

    @property
    def ends_host(self) -> bool:
        """As the fault's property."""
        return self.signal in DEADLY

    def apply(self, runtime: Runtime, host: HostPlan) -> str:
        """As the fault's verb."""
        if not isinstance(runtime, SendsSignals):
            raise LabError(f"{runtime.name} cannot send signals")
        runtime.signal(host, self.signal)
        return self.signal
