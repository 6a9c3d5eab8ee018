"""What every fault is to the engine, which never asks which one it holds."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from socketlab.hosts.model import HostPlan
from socketlab.runtimes.api import Runtime


class Fault(Protocol):
    """Something that goes wrong with one host."""

    @property
    def ends_host(self) -> bool:
        """Whether the host may end by it: then its end is no finding about the program."""

    def apply(self, runtime: Runtime, host: HostPlan) -> str:
        """Let it go wrong.

        Returns:
            What was done or came back, for the record; empty when there is nothing to tell.

        Raises:
            LabError: when it could not be done.
        """


@runtime_checkable
class Lasting(Protocol):
    """A fault that goes on after it has struck, until it is undone or its host is removed."""

    @property
    def lasts_s(self) -> float | None:
        """Seconds until it is to be undone; ``None`` for a fault that lasts to the end."""

    def undo(self, runtime: Runtime, host: HostPlan) -> str:
        """Set it right again; safe to repeat.

        Returns:
            What was done, for the record.

        Raises:
            LabError: when it could not be done.
        """
