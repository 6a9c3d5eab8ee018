"""What goes wrong, and when: the items of a scenario's ``timeline``, one model per fault.

    timeline:
      - at: 1s
        signal: {host: server, signal: USR1}
      - when: {host: server, contains: "Got signal 10"}
        after: 200ms
        kill: {host: server}

``at`` counts from the release; ``when`` waits for a line that a host prints.
"""

from __future__ import annotations

import signal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from socketlab.language.bounds import Model
from socketlab.language.names import HostName, OwnHostName
from socketlab.language.patterns import Sought
from socketlab.language.units import Duration, Skew, Whole
from socketlab.language.values import Words
from socketlab.language.wording import one_of, suggestion
from socketlab.language.written import written_as

SIGNALS = tuple(sorted(each.name.removeprefix("SIG") for each in signal.Signals))


def _signal_name(value: Any) -> Any:
    name = str(value).upper().removeprefix("SIG")
    if name not in SIGNALS:
        hint = suggestion(name, SIGNALS) or one_of(SIGNALS)
        raise ValueError(f'"{value}" is no signal ({hint})')
    return name


SignalName = Annotated[
    str,
    BeforeValidator(_signal_name),
    written_as({"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9]*$", "examples": ["TERM", "USR1"]}),
]
"""A signal's name without ``SIG``, as the engine's machine numbers it."""


class SignalFault(Model):
    """Send a signal to a host's first process."""

    kind: Literal["signal"] = "signal"
    host: OwnHostName
    signal: SignalName


class KillFault(Model):
    """End a host at once, as a power failure does: SIGKILL, nothing is tidied up."""

    kind: Literal["kill"] = "kill"
    host: OwnHostName


class RestartFault(Model):
    """Stop a host and start it again, ``down`` so long in between; its files stay."""

    kind: Literal["restart"] = "restart"
    host: OwnHostName
    down: Duration = 0.0


class ExecFault(Model):
    """Run a command on a host, beside what runs there; its output is evidence."""

    kind: Literal["exec"] = "exec"
    host: OwnHostName
    command: Words


class ClockFault(Model):
    """Set a host's clock off: its time of day, not the clock that measures how long things take.

    Args:
        host: Whose.
        skew: How far: ``1h`` ahead, ``-90s`` behind.
        lasts: For how long; to the run's end by default.
    """

    kind: Literal["clock"] = "clock"
    host: OwnHostName
    skew: Skew
    lasts: Duration | None = Field(default=None, alias="for")


FaultSpec = Annotated[
    SignalFault | KillFault | RestartFault | ExecFault | ClockFault, Field(discriminator="kind")
]
"""Any one fault."""

FAULTS = ("signal", "kill", "restart", "exec", "clock")
"""What the faults are called in YAML."""


class When(Sought):
    """A line that a host prints: the first one that matches, or the one with this number."""

    host: HostName
    stream: Literal["stdout", "stderr"] = "stdout"
    number: Whole = Field(default=1, ge=1)


class TimelineItem(Model):
    """One step: when it comes, and the one fault that it is."""

    name: str | None = Field(default=None, min_length=1)
    at: Duration | None = None
    when: When | None = None
    after: Duration = 0.0
    signal: SignalFault | None = None
    kill: KillFault | None = None
    restart: RestartFault | None = None
    exec: ExecFault | None = None
    clock: ClockFault | None = None

    @model_validator(mode="after")
    def _one_moment_and_one_fault(self) -> TimelineItem:
        if (self.at is None) == (self.when is None):
            raise ValueError("needs either at (a time after the release) or when (a line that a host prints)")
        if self.after and self.when is None:
            raise ValueError("after belongs to when (with at, say the time itself)")
        if sum(getattr(self, fault) is not None for fault in FAULTS) != 1:
            raise ValueError(f"needs exactly one fault, one of {', '.join(FAULTS)}")
        return self

    @property
    def fault(self) -> FaultSpec:
        """The one fault that is given."""
        given: list[FaultSpec] = [value for each in FAULTS if (value := getattr(self, each)) is not None]
        return given[0]
