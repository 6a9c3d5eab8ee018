"""A client at its gate: loaded, and waiting for its release."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from socketlab import labels
from socketlab.hosts.model import HostPlan, ImageFacts, Placement
from socketlab.readiness.api import Readiness
from socketlab.record.journal import GateWaiting, Note


class Gate(Readiness):
    """The program waits behind the gate of its image, of the runtime, or of the lab's warm client."""

    summary: ClassVar[str] = "the client waits at its gate"
    example: ClassVar[str] = "gate: {}"
    gated: ClassVar[bool] = True

    kind: Literal["gate"] = "gate"

    @property
    def wording(self) -> str:
        """See the base class."""
        return "when it waits at its gate"

    @classmethod
    def chosen(cls, host: HostPlan, image: ImageFacts) -> Self | None:
        """For clients only; an entry point of the service's own replaces the image's gate."""
        if host.gate_added or host.placement is Placement.WARM_CLIENT:
            return cls()
        has_gate = host.machine.entrypoint is None and image.labels.get(labels.GATE) == "1"
        return cls() if host.role == "client" and has_gate else None

    def noted(self, note: Note) -> bool:
        """See the base class."""
        return isinstance(note, GateWaiting)
