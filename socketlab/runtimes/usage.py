"""What a host has used so far, and the capability to read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from socketlab.hosts.model import HostPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a host has used since it started; memory and processes are those of the moment.

    Args:
        cpu_s: CPU time of all its processes, in seconds.
        memory_bytes: Memory in use, without file cache that the kernel can drop at once.
        processes: Processes and threads.
        received_bytes: Bytes that its network interfaces received; the loopback interface is not counted.
        sent_bytes: Bytes that they sent.
    """

    cpu_s: float
    memory_bytes: int
    processes: int
    received_bytes: int
    sent_bytes: int


@runtime_checkable
class SamplesHosts(Protocol):
    """The capability to read what a running host has used."""

    def usage(self, host: HostPlan) -> Usage:
        """What the host has used by now. A host that does not run is an error."""
