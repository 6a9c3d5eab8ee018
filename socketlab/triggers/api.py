"""The interface of every trigger: when a step of the timeline is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, Self

from socketlab.events import Event
from socketlab.language.kinds import Kind
from socketlab.runtimes.api import Output

Happening = Output | Event
"""What happens in a run: the bytes that hosts write, and the run's events."""

Resolve = Callable[[tuple[str, ...]], tuple[str, ...]]
"""From selectors to the names of hosts."""


class Watch(Protocol):
    """A trigger that waits for something, in one run."""

    def sees(self, happening: Happening) -> bool:
        """Whether it has happened now. Not asked again after that."""


class Trigger(Kind):
    """When a step is due: at moments that are known beforehand, or when something happens."""

    def moments(self) -> tuple[float, ...]:
        """Seconds after the release at which the step is due; empty for a trigger that watches."""
        return ()

    def watch(self) -> Watch | None:
        """What waits for the step's moment in one run; ``None`` where it is known beforehand."""
        return None

    @property
    def transfer(self) -> tuple[tuple[str, ...], int] | None:
        """Hosts, and how many bytes of theirs it waits for; ``None`` for all other triggers."""
        return None

    @property
    def times(self) -> int:
        """How many times the step is due."""
        return len(self.moments()) or 1

    @property
    def wording(self) -> str:
        """When, for a plan in words: ``at 1s``."""
        return ""

    def planned(self, resolve: Resolve, variables: Mapping[str, str]) -> Self:
        """The trigger with its selectors resolved and its texts complete."""
        del resolve, variables
        return self
