"""A host whose health check passes.

The run itself runs the check while it waits, and not afterwards: probes that continue for the host's
whole life look like clients to the program, its counters and its log.
"""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field

from socketlab.errors import LabError
from socketlab.hosts.model import HostPlan, ImageFacts, Placement
from socketlab.language.units import Duration, format_duration
from socketlab.language.wording import cut
from socketlab.readiness.api import Execute, Readiness

ASKED_EVERY_S = 0.5
"""Between two probes at most: intervals are chosen for a host's whole life, often half a minute."""

DEFAULT_TIMEOUT_S = 30.0
"""Source: the Compose Specification, "healthcheck"; Dockerfile reference, HEALTHCHECK."""

_ANSWER_LENGTH = 200


class Health(Readiness):
    """The health check's command exits 0.

    Source: Dockerfile reference, HEALTHCHECK: exit status 0 is healthy; CMD-SHELL runs in the shell.
    """

    summary: ClassVar[str] = "the host's health check passes"
    example: ClassVar[str] = "health: {test: [CMD-SHELL, 'nc -z localhost 80']}"

    kind: Literal["health"] = "health"
    test: tuple[str, ...] = Field(min_length=2)
    every_s: Duration = Field(default=ASKED_EVERY_S, alias="interval", ge=0)
    longest_s: Duration = Field(default=DEFAULT_TIMEOUT_S, alias="timeout", ge=0)

    @property
    def interval_s(self) -> float:
        """See the base class."""
        return self.every_s

    @property
    def timeout_s(self) -> float:
        """See the base class: a check that takes longer has failed."""
        return self.longest_s

    @property
    def wording(self) -> str:
        """See the base class."""
        return "when its health check passes"

    @classmethod
    def chosen(cls, host: HostPlan, image: ImageFacts) -> Self | None:
        """The service's check outranks the image's; one without a test inherits the image's."""
        if host.role != "host" or host.placement is not Placement.PRIVATE:
            return None
        own, inherited = host.machine.healthcheck, image.healthcheck
        if own is not None and own.disabled:
            return None
        test = (own.test if own else ()) or (inherited.test if inherited else ())
        if len(test) < 2:
            return None
        interval = ((own.start_interval or own.interval) if own else None) or ASKED_EVERY_S
        timeout = (own.timeout if own else None) or (inherited.timeout if inherited else None)
        settings = {
            "test": test,
            "interval": format_duration(min(interval, ASKED_EVERY_S)),
            "timeout": format_duration(timeout or DEFAULT_TIMEOUT_S),
        }
        return cls.model_validate(settings)

    def ask(self, execute: Execute) -> str:
        """See the base class."""
        form, *words = self.test
        command = ("/bin/sh", "-c", words[0]) if form == "CMD-SHELL" else tuple(words)
        try:
            code, output = execute(command)
        except LabError as error:
            hint = "correct the health check, or say with ready what shows that the host is ready"
            raise LabError(f"its health check cannot run: {error.message}", hint=hint) from error
        if code == 0:
            return ""
        answer = " ".join(output.decode(errors="replace").split())[:_ANSWER_LENGTH]
        shown = f'"{cut(" ".join(words))}"'
        return f"its health check {shown} exits {code}" + (f": {answer}" if answer else "")
