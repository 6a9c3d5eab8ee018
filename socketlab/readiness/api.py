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

Fetch = Callable[[int, str, range], tuple[int, str]]
"""Asks a port of the host for a path with HTTP until the status is one of these, or for some seconds.

The last status, or 0 and why there was none.
"""


class Readiness(Kind, ABC):
    """How a run learns that a host is ready.

    Attributes:
        gated: Whether the host, once ready, waits for its release.
        visits: Whether it is asked with HTTP, from inside its network, rather than with a command.
        after_s: Seconds from its start until it counts as ready, where time alone decides.
        by_time: The word that is recorded where time decides.
        interval_s: Seconds between two questions to the host, where it is asked.
        timeout_s: Seconds after which a question without an answer is asked again; ``None`` for never.
    """

    gated: ClassVar[bool] = False
    visits: ClassVar[bool] = False

    @property
    def after_s(self) -> float | None:
        """See the class."""
        return None

    @property
    def by_time(self) -> str:
        """See the class."""
        return self.word()

    @property
    def interval_s(self) -> float | None:
        """See the class."""
        return None

    @property
    def timeout_s(self) -> float | None:
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

    def visit(self, fetch: Fetch) -> str:
        """Ask the host with HTTP.

        Returns:
            Why it is not ready; empty when it is.

        Raises:
            LabError: when it cannot be asked at all.
        """
        del fetch
        return ""
