"""Runs that were left in place: their hosts, and the capability to take one up again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from socketlab.runtimes.api import RunTicket, Sink


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptHost:
    """A host that was left in place.

    Args:
        run: Its run.
        scenario: What was played.
        name: What the scenario calls it.
        container: The engine's name for it.
        address: Its address; empty where it does not run.
        state: In the engine's word, such as ``running`` or ``exited``.
    """

    run: str
    scenario: str
    name: str
    container: str
    address: str
    state: str


@runtime_checkable
class ResumesRuns(Protocol):
    """The capability to find runs that were left in place, and to go on with one."""

    def kept_hosts(self) -> tuple[KeptHost, ...]:
        """The hosts of all runs that were left in place, by run and name."""

    def resume(self, ticket: RunTicket, sink: Sink) -> None:
        """Take up a run that another process opened; its networks and its router are there.

        Raises:
            LabError: when they are not.
        """
