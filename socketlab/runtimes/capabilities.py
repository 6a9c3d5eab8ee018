"""What a runtime may be able to do beyond starting and stopping hosts: a Protocol for each capability.

A capability is its Protocol and nothing else. Whether a runtime has one is asked of its methods, so that it
cannot claim what it lacks. Faults and observations name the Protocols that they need, and the plan refuses a
scenario on a runtime without them before anything starts.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from socketlab.events import FileSeen, ProcessRow
from socketlab.hosts.model import HostPlan, PlacedFile


@runtime_checkable
class SeesProcesses(Protocol):
    """Reads a host's process table, zombies included."""

    def processes(self, host: HostPlan) -> tuple[ProcessRow, ...]:
        """The host's processes, without any that the reading itself needed."""


@runtime_checkable
class SeesCounters(Protocol):
    """Reads the counters that a host's kernel keeps of its network."""

    def counters(self, host: HostPlan) -> dict[str, int]:
        """Every counter, by the name that ``nstat`` gives it, such as ``TcpExtListenOverflows``."""


@runtime_checkable
class HandlesFiles(Protocol):
    """Puts files on a host and digests them."""

    def place(self, host: HostPlan, file: PlacedFile) -> FileSeen:
        """Put a file on a created host; its digest is returned (``at_s`` is 0)."""

    def digest(self, host: HostPlan, path: str) -> FileSeen:
        """Size and SHA-256 of a file on a host, or why they cannot be had (``at_s`` is 0)."""


@runtime_checkable
class SendsSignals(Protocol):
    """Sends a signal to a host's first process."""

    def signal(self, host: HostPlan, name: str) -> None:
        """Send the signal of that name, without ``SIG``. A host that has ended is an error."""


@runtime_checkable
class Restarts(Protocol):
    """Takes a host down and brings it back with its files; no ``Ended`` is reported for it."""

    def take_down(self, host: HostPlan, *, grace_s: float) -> None:
        """Stop it for a while: politely, then after ``grace_s`` seconds by force."""

    def bring_back(self, host: HostPlan) -> None:
        """Start it again; its output is followed from its first byte."""


@runtime_checkable
class Executes(Protocol):
    """Runs a command on a host."""

    def execute(self, host: HostPlan, command: tuple[str, ...]) -> tuple[int, bytes]:
        """Run it to its end; its exit status and all it wrote.

        Raises:
            LabError: when the program is missing or cannot be executed: then nothing ran.
        """


CAPABILITIES: dict[type, str] = {
    SeesProcesses: "processes",
    SeesCounters: "counters",
    HandlesFiles: "files",
    SendsSignals: "signals",
    Restarts: "restarts",
    Executes: "commands",
}
"""Every capability, and its word in messages."""


def capabilities_of(runtime: object) -> frozenset[type]:
    """The capabilities whose every method the runtime has."""
    return frozenset(capability for capability in CAPABILITIES if isinstance(runtime, capability))
