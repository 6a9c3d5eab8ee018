"""A host that counts as ready once it runs, for lack of a better sign."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from socketlab.hosts.model import HostPlan, ImageFacts
from socketlab.readiness.api import Readiness


class Running(Readiness):
    """The host has been started; the standing lab's hosts run already."""

    summary: ClassVar[str] = "the host runs"
    example: ClassVar[str] = "running: {}"

    kind: Literal["running"] = "running"

    @property
    def after_s(self) -> float:
        """See the base class."""
        return 0.0

    @property
    def wording(self) -> str:
        """See the base class."""
        return "as soon as it runs"

    @classmethod
    def chosen(cls, host: HostPlan, image: ImageFacts) -> Self:
        """Fits every host."""
        del host, image
        return cls()
