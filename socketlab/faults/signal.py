"""A signal to a host's first process."""

from __future__ import annotations

from typing import ClassVar, Literal

from socketlab.faults.api import HostFault, Strike
from socketlab.language.signals import SignalName
from socketlab.runtimes.capabilities import SendsSignals

DEADLY = frozenset({"KILL", "TERM", "INT", "QUIT", "HUP", "ABRT"})
"""Signals that a program is meant to end by; an end after any other is a finding about the program.

Source: signal(7), standard signals with the disposition Term or Core that are sent to end a process.
"""


class Signal(HostFault):
    """Sends a signal to the first process of a host.

    Args:
        host: Which hosts and clients.
        signal: The signal's name, such as ``USR1`` or ``SIGTERM``.
    """

    summary: ClassVar = "sends a signal to the first process of a host"
    example: ClassVar = "at: 500ms\nsignal: {host: server, signal: HUP}"
    needs: ClassVar = (SendsSignals,)

    kind: Literal["signal"] = "signal"
    signal: SignalName

    @property
    def ends_host(self) -> bool:
        """Whether programs are meant to end by this signal."""
        return self.signal in DEADLY

    def apply(self, strike: Strike) -> str:
        """Send the signal."""
        signals = strike.capability(SendsSignals)
        for host in strike.hosts:
            signals.signal(host, self.signal)
        return self.signal
