"""What a run must observe on its hosts, as its checks and the triggers of its timeline ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from socketlab.events import Event
from socketlab.hosts.model import ClientPlan, HostPlan

ObservationKind = Literal["processes", "counters", "sockets", "file", "connection", "stop"]

_ACTIVE = ("connection", "stop")


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Something to observe on a host at a moment.

    Args:
        kind: What: its process table, its kernel's counters, its TCP connections, a file's digest, whether a
            port accepts connections, or how it ends when it is asked to stop.
        host: Where.
        at: When: everything ready, all clients ended, or seconds after the release.
        path: Which file, as the runtime finds it.
        name: What the checks call the file, where that is another path.
        port: Which port.
        within_s: How long its end is waited for.
    """

    kind: ObservationKind
    host: str
    at: Literal["start", "end"] | float
    path: str = ""
    name: str = ""
    port: int | None = None
    within_s: float | None = None

    @property
    def is_active(self) -> bool:
        """Whether observing changes the host: it comes after all that only looks at the same moment."""
        return self.kind in _ACTIVE


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred(Event):
    """Hosts have transferred what a step of the timeline waits for.

    Args:
        hosts: Which, together.
        wanted_bytes: What is waited for.
        found_bytes: What their kernels have counted by now, in both directions.
    """

    kind: ClassVar[str] = "transferred"
    hosts: tuple[str, ...]
    wanted_bytes: int
    found_bytes: int
