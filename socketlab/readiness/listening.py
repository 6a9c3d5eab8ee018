"""A host that nothing is said of: it soon listens on a port, or it does not listen at all."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from socketlab.errors import LabError
from socketlab.hosts.model import HostPlan, ImageFacts, Placement
from socketlab.hosts.ports import files_of, listening_ports
from socketlab.readiness.api import Execute, Readiness

WITHIN_S = 1.0
"""From the start: most servers listen by then; what does not listen at all holds a run up no longer."""

_ASKED_EVERY_S = 0.25


class Listening(Readiness):
    """Other hosts can connect to a TCP port of the host; after a second it is enough that it runs."""

    summary: ClassVar[str] = "the host listens on a TCP port, or has run for a second"
    example: ClassVar[str] = "listening: {}"

    kind: Literal["listening"] = "listening"

    @property
    def after_s(self) -> float:
        """See the base class."""
        return WITHIN_S

    @property
    def by_time(self) -> str:
        """See the base class."""
        return "running"

    @property
    def interval_s(self) -> float:
        """See the base class."""
        return _ASKED_EVERY_S

    @property
    def wording(self) -> str:
        """See the base class."""
        return "when it listens on a TCP port or has run for 1s"

    @classmethod
    def chosen(cls, host: HostPlan, image: ImageFacts) -> Self | None:
        """Fits every host that is made for the run."""
        del image
        return cls() if host.role == "host" and host.placement is Placement.PRIVATE else None

    def ask(self, execute: Execute) -> str:
        """See the base class; of a host that cannot be asked nothing is known but that it runs."""
        try:
            _, output = execute(("cat", *files_of("tcp")))
        except LabError as error:
            return error.message
        return "" if listening_ports(output, "tcp", outside=True) else "it listens on no TCP port"
