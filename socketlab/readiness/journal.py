"""A server that reports in its journal that it is ready."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from socketlab import labels
from socketlab.hosts.model import HostPlan, ImageFacts, Placement
from socketlab.readiness.api import Readiness
from socketlab.record.journal import Note, Ready


class Journal(Readiness):
    """The program's journal has its ready line: it listens."""

    summary: ClassVar[str] = "the host's journal reports that it is ready"
    example: ClassVar[str] = "journal: {}"

    kind: Literal["journal"] = "journal"

    @property
    def wording(self) -> str:
        """See the base class."""
        return "when its journal says so"

    @classmethod
    def chosen(cls, host: HostPlan, image: ImageFacts) -> Self | None:
        """For images that are labelled; an entry point of the service's own may start anything."""
        own = host.role == "host" and host.placement is Placement.PRIVATE
        has_journal = host.machine.entrypoint is None and image.labels.get(labels.JOURNAL) == "1"
        return cls() if own and has_journal else None

    def noted(self, note: Note) -> bool:
        """See the base class."""
        return isinstance(note, Ready)
