"""What private hosts, the standing lab's hosts and jobs on its warm clients have in common."""

from __future__ import annotations

from typing import Protocol

from socketlab.hosts.model import HostPlan, StandingHost
from socketlab.runtimes.api import Status


class Part(Protocol):
    """The runtime's verbs for hosts of one kind; see :class:`~socketlab.runtimes.api.Runtime`."""

    def container(self, host: HostPlan) -> str:
        """The name or id of the container that the host is, or is in."""

    def create(self, host: HostPlan) -> None:
        """Make it, or make ready to follow it."""

    def start(self, host: HostPlan) -> str:
        """Start it; its address is returned."""

    def send(self, host: HostPlan, content: bytes, *, close: bool) -> None:
        """Write to its standard input."""

    def status(self, host: HostPlan) -> Status:
        """How it is now."""

    def stop(self, host: HostPlan, *, grace_s: float) -> str:
        """End it where it is the run's own, otherwise stop following it; the signal that it ignored."""

    def remove(self, host: HostPlan) -> None:
        """Remove it where it is the run's own, otherwise stop following it."""

    def close(self) -> None:
        """Stop following all of them."""


def standing_of(host: HostPlan) -> StandingHost:
    """The standing host that a planned one is, or is on."""
    if host.standing is None:
        raise AssertionError(f"{host.name} is planned on the standing lab without saying where")
    return host.standing
