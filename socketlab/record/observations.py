"""What a run must observe on its hosts, as its checks ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from socketlab.hosts.model import ClientPlan, HostPlan

ObservationKind = Literal["processes", "counters", "file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Something to observe on a host at a moment.

    Args:
        kind: What: its process table, its kernel's counters, or a file's digest.
        host: Where.
        at: When: everything ready, all clients ended, or seconds after the release.
        path: Which file.
    """

    kind: ObservationKind
    host: str
    at: Literal["start", "end"] | float
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """The hosts and clients of a run, as a check sees them when it says what must be observed."""

    hosts: tuple[HostPlan, ...]
    clients: tuple[ClientPlan, ...]

    def fleet(self, name: str) -> tuple[ClientPlan, ...]:
        """The clients of one fleet."""
        return tuple(client for client in self.clients if client.fleet == name)

    def places(self, host: str, path: str) -> bool:
        """Whether the run itself puts a file there, so that its digest is known."""
        return any(path == file.path for one in self.hosts if one.name == host for file in one.files)
