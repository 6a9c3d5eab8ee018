"""A run as it happens: events turned into the state of each host and client, for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.events import (
    Cleaned,
    Event,
    Exited,
    Interrupted,
    NetworkMade,
    Ready,
    Released,
    Started,
    TimedOut,
    Troubled,
)
from scenarios.plan.model import Plan


@dataclass(slots=True)
class Line:
    """One host or client as a viewer sees it.

    Args:
        name: Its name.
        state: A word or two.
        since_s: When that state began, in seconds since the run began.
        until_s: When its last state was reached; ``None`` while time still runs for it.
    """

    name: str
    state: str = "planned"
    since_s: float = 0.0
    until_s: float | None = None


class Progress:
    """The state of everybody in a run, fed by its events.

    Args:
        plan: The run.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.phase = "starting"
        self.hosts = {host.name: Line(host.name) for host in plan.hosts}
        self.clients = {client.host.name: Line(client.host.name) for client in plan.clients}
        self._releases = {client.host.name: client.release_s for client in plan.clients}

    def take(self, event: Event) -> None:
        """Let an event change what is shown."""
        match event:
            case Started(host=host, at_s=at_s, gated=gated):
                self._set(host, "running" if host in self.clients and not gated else "started", at_s)
            case Ready(host=host, at_s=at_s):
                self._set(host, "at the gate" if host in self.clients else "ready", at_s)
            case Released(at_s=at_s):
                self.phase = "running"
                for name, line in self.clients.items():
                    if line.state == "at the gate":
                        self._set(name, "running", at_s + self._releases[name])
            case Exited(host=host, at_s=at_s):
                self._ended(host, event, at_s)
            case TimedOut(host=host, at_s=at_s):
                self._set(host, "timed out", at_s)
            case Interrupted():
                self.phase = "interrupted, cleaning up"
            case Troubled():
                self.phase = "in trouble, cleaning up"
            case Cleaned():
                self.phase = "cleaned up"
        if self.clients and all(line.until_s is not None for line in self.clients.values()):
            self.phase = "cleaning up" if self.phase == "running" else self.phase

    def _ended(self, host: str, event: Exited, at_s: float) -> None:
        line = self._line(host)
        if line.state == "timed out" or event.stopped:
            state = "timed out" if line.state == "timed out" else "stopped"
        else:
            state = "ended" if event.code is None else f"exited {event.code}"
        line.state, line.until_s = state, at_s

    def _set(self, host: str, state: str, at_s: float) -> None:
        line = self._line(host)
        line.state, line.since_s = state, at_s

    def _line(self, host: str) -> Line:
        return self.hosts[host] if host in self.hosts else self.clients[host]


def in_words(event: Event) -> str | None:
    """An event as a plain line; ``None`` for those that only fill pages."""
    match event:
        case NetworkMade(network=network, subnet=subnet):
            return f"network {network} on {subnet}"
        case Started(host=host, placement=placement, address=address):
            return f"{host} started ({placement}, {address})"
        case Ready(host=host, how=how):
            return f"{host} ready ({how})"
        case Released(clients=clients):
            return f"{clients} clients released"
        case Exited(host=host, code=code, stopped=stopped):
            return f"{host} " + ("stopped" if stopped else "ended" if code is None else f"exited {code}")
        case TimedOut(host=host):
            return f"{host} timed out"
        case Interrupted():
            return "interrupted: cleaning up"
        case Troubled(message=message):
            return f"lab error: {message}"
        case Cleaned(left=left):
            return f"could not remove: {'; '.join(left)}" if left else "cleaned up"
    return None
