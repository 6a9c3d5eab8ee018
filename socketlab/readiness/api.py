"""The interface of every readiness strategy: the plan and the run never ask which one they hold.

A strategy sees a host in four ways and needs only one of them: by time, by the journal's notes, by what the
host prints, and by asking it something with a command.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar, Self

from socketlab.hosts.model import HostPlan, ImageFacts
from socketlab.language.kinds import Kind
from socketlab.language.lines import LineFinder
from socketlab.record.journal import Note

Execute = Callable[[tuple[str, ...]], tuple[int, bytes]]
"""Runs a command on the host to its end: exit status and output."""


class Readiness(Kind, ABC):
    """How a run learns that a host is ready.

    Attributes:
        gated: Whether the host, once ready, waits for its release.
        after_s: Seconds from its start until it counts as ready, where time alone decides.
        interval_s: Seconds between two questions to the host, where it is asked.
    """

    gated: ClassVar[bool] = False

    @property
    def after_s(self) -> float | None:
        """See the class."""
        return None

    @property
    def interval_s(self) -> float | None:
        """See the class."""
        return None

    @property
    @abstractmethod
    def wording(self) -> str:
        """When the host is ready, as the end of a sentence: ``when ...``, ``as soon as ...``."""

    @classmethod
    def chosen(cls, host: HostPlan, image: ImageFacts) -> Self | None:
        """The strategy for a host whose scenario does not say; ``None`` where this one does not fit.

        Args:
            host: The host, its settings merged.
            image: Facts of its image.
        """
        del host, image
        return None

    def finished(self, variables: Mapping[str, str]) -> Self:
        """The strategy with the variables in its texts filled in."""
        del variables
        return self

    def noted(self, note: Note) -> bool:
        """Whether a note of the host's journal shows that it is ready."""
        del note
        return False

    def finder(self) -> LineFinder | None:
        """What finds the line that shows it, in one stream of the host's output; ``None`` where none does."""
        return None

    def ask(self, execute: Execute) -> str:
        """Ask the host.

        Returns:
            Why it is not ready; empty when it is.

        Raises:
            LabError: when it cannot be asked at all.
        """
        del execute
        return ""
