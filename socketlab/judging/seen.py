"""What a run observed on its hosts, by host and moment."""

from __future__ import annotations

from dataclasses import dataclass, field

from socketlab.events import ConnectionSeen, CountersSeen, Event, FileSeen, ProcessesSeen, StopSeen
from socketlab.hosts.sockets import SocketsSeen


@dataclass(slots=True)
class Seen:
    """Look-ups of observations.

    Args:
        tables: Process tables, by host and moment.
        counters: The kernel's counters, by host and moment.
        sockets: TCP connections, by host and moment.
        files: By host and path.
        connections: Those that were tried, by host, port and moment.
        stops: By host.
    """

    tables: dict[tuple[str, str], ProcessesSeen] = field(default_factory=dict)
    counters: dict[tuple[str, str], CountersSeen] = field(default_factory=dict)
    sockets: dict[tuple[str, str], SocketsSeen] = field(default_factory=dict)
    files: dict[tuple[str, str], FileSeen] = field(default_factory=dict)
    connections: dict[tuple[str, int, str], ConnectionSeen] = field(default_factory=dict)
    stops: dict[str, StopSeen] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Keep an event if it is an observation; of the same one made twice the later counts."""
        match event:
            case ProcessesSeen(host=host, moment=moment):
                self.tables[host, moment] = event
            case CountersSeen(host=host, moment=moment):
                self.counters[host, moment] = event
            case SocketsSeen(host=host, moment=moment):
                self.sockets[host, moment] = event
            case FileSeen(host=host, path=path):
                self.files[host, path] = event
            case ConnectionSeen(host=host, port=port, moment=moment):
                self.connections[host, port, moment] = event
            case StopSeen(host=host):
                self.stops[host] = event
