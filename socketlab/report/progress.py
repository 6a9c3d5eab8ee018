"""A run as it happens: events turned into the state of each host and client, for the views that show it."""

from __future__ import annotations

from dataclasses import dataclass

from socketlab.events import (
    Cleaned,
    CutOff,
    Event,
    Exited,
    Interrupted,
    Ready,
    Released,
    Started,
    StartFailed,
    TimedOut,
    Troubled,
)
from socketlab.plan.model import Plan
from socketlab.report.wording import CUT_OFF, OUTLIVES_S, TIMED_OUT, ending_of


@dataclass(slots=True)
class Line:
    """One host or client as a viewer sees it.

    Args:
        name: Its name.
        state: One or two words.
        since_s: When that state began, in seconds since the run began.
        until_s: When its last state was reached; ``None`` while it lasts. For a client whose time is known:
            when its program ended.
        container_s: How long a client's container took, where that is longer.
    """

    name: str
    state: str = "planned"
    since_s: float = 0.0
    until_s: float | None = None
    container_s: float | None = None


class Progress:
    """The state of each host and client of a run, updated by its events.

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
        """Update the state with an event."""
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
            case StartFailed(host=host, at_s=at_s):
                self._set(host, "not started", at_s)
                self._line(host).until_s = at_s
            case TimedOut(host=host):
                self._line(host).state = TIMED_OUT
            case CutOff(host=host):
                self._line(host).state = CUT_OFF

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
                self.phase = "lab error, cleaning up"
            case Cleaned():
                self.phase = "cleaned up"

    def _ended(self, host: str, event: Exited, at_s: float) -> None:
        line = self._line(host)
        given_up = line.state in (TIMED_OUT, CUT_OFF)
        line.state, line.until_s = line.state if given_up else ending_of(event), at_s
        if event.took_s is None:
            return
        line.until_s = line.since_s + event.took_s
        if event.container_s is not None and event.container_s - event.took_s > OUTLIVES_S:
            line.container_s = event.container_s

    def _set(self, host: str, state: str, at_s: float) -> None:
        line = self._line(host)
        line.state, line.since_s = state, at_s

    def _line(self, host: str) -> Line:
        return self.hosts[host] if host in self.hosts else self.clients[host]
