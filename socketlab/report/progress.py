"""A run as it happens: events turned into the state of each host and client, for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass

from socketlab.events import (
    Cleaned,
    Event,
    Exited,
    FaultDone,
    Interrupted,
    NetworkMade,
    Ready,
    Released,
    Started,
    TimedOut,
    Troubled,
)
from socketlab.plan.model import Plan

TIMED_OUT = "timed out"


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
        self._take_of_host(event)
        self._take_of_run(event)
        if self.phase == "running" and all(line.until_s is not None for line in self.clients.values()):
            self.phase = "cleaning up"

    def _take_of_host(self, event: Event) -> None:
        match event:
            case Started(host=host, at_s=at_s, gated=gated):
                self._set(host, "running" if host in self.clients and not gated else "started", at_s)
            case Ready(host=host, at_s=at_s):
                self._set(host, "at the gate" if host in self.clients else "ready", at_s)
            case Exited(host=host, at_s=at_s):
                self._ended(host, event, at_s)
            case TimedOut(host=host):
                self._line(host).state = TIMED_OUT

    def _take_of_run(self, event: Event) -> None:
        match event:
            case Released(at_s=at_s):
                self.phase = "running"
                for name, line in self.clients.items():
                    if line.state == "at the gate":
                        self._set(name, "running", at_s + self._releases[name])
            case Interrupted():
                self.phase = "interrupted, cleaning up"
            case Troubled():
                self.phase = "in trouble, cleaning up"
            case Cleaned():
                self.phase = "cleaned up"

    def _ended(self, host: str, event: Exited, at_s: float) -> None:
        line = self._line(host)
        line.state, line.until_s = line.state if line.state == TIMED_OUT else _end_in_words(event), at_s

    def _set(self, host: str, state: str, at_s: float) -> None:
        line = self._line(host)
        line.state, line.since_s = state, at_s

    def _line(self, host: str) -> Line:
        return self.hosts[host] if host in self.hosts else self.clients[host]


def in_words(event: Event) -> str | None:
    """An event as a plain line; ``None`` for those that only fill pages."""
    return _of_host_in_words(event) or _of_run_in_words(event)


def _of_host_in_words(event: Event) -> str | None:
    match event:
        case Started(host=host, placement=placement, address=address):
            return f"{host} started ({placement}, {address})"
        case Ready(host=host, how=how):
            return f"{host} ready ({how})"
        case Exited(host=host):
            return f"{host} {_end_in_words(event)}"
        case TimedOut(host=host):
            return f"{host} {TIMED_OUT}"
        case FaultDone(name=name, host=host, detail=detail, trouble=trouble, undone=undone):
            where = "" if host in name.split() else f" on {host}"
            return f"{'undone' if undone else 'fault'}: {name}{where}" + (
                f" ({detail or trouble})" if detail or trouble else ""
            )
    return None


def _of_run_in_words(event: Event) -> str | None:
    match event:
        case NetworkMade(network=network, subnet=subnet):
            return f"network {network} on {subnet}"
        case Released(clients=clients):
            return f"{clients} clients released"
        case Interrupted():
            return "interrupted: cleaning up"
        case Troubled(message=message):
            return f"lab error: {message}"
        case Cleaned(left=left):
            return f"could not remove: {'; '.join(left)}" if left else "cleaned up"
    return None


def _end_in_words(event: Exited) -> str:
    if event.stopped:
        return "stopped"
    return "ended" if event.code is None else f"exited {event.code}"
