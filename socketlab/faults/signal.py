"""A signal to a host's first process."""

from __future__ import annotations

import signal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator

from socketlab.faults.api import Fault, Strike
from socketlab.language.wording import one_of, suggestion
from socketlab.language.written import written_as
from socketlab.runtimes.capabilities import SendsSignals

SIGNALS = tuple(sorted(each.name.removeprefix("SIG") for each in signal.Signals))

DEADLY = frozenset({"KILL", "TERM", "INT", "QUIT", "HUP", "ABRT"})
"""Signals that a program is meant to end by; an end after any other is a finding about the program.

Source: signal(7), standard signals with the disposition Term or Core that are sent to end a process.
"""


def _signal_name(value: Any) -> Any:
    name = str(value).upper().removeprefix("SIG")
    if name not in SIGNALS:
        hint = suggestion(name, SIGNALS) or one_of(SIGNALS)
        raise ValueError(f'"{str(value)[:80]}" is not a signal ({hint})')
    return name


SignalName = Annotated[
    str,
    BeforeValidator(_signal_name),
    written_as({"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9]*$", "examples": ["TERM", "USR1"]}),
]
"""A signal's name without ``SIG``, as the engine's machine numbers it."""


class Signal(Fault):
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
