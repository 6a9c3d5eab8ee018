"""The questions a scenario may put to its evidence: one model per kind, keyed by its name in YAML.

    checks:
      - echo: {fleet: clients}
      - name: served at once
        fleet_time: {fleet: clients, at_most: 2s}

Each list item holds exactly one kind and, if wanted, a ``name``.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    model_validator,
)

from scenarios.spec.units import Duration, format_duration, parse_duration


def _pattern(text: str) -> str:
    try:
        re.compile(text.replace("${", r"\${"))
    except re.error as error:
        raise ValueError(f'"{text}" is not a regular expression: {error}') from error
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Count(_Model):
    """How many: an exact number, or bounds; both ends belong to the range."""

    at_least: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _some_bound(self) -> Count:
        if self.at_least is None and self.at_most is None:
            raise ValueError("needs a number, at_least or at_most")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("at_least is above at_most")
        return self

    def holds(self, number: int) -> bool:
        """Whether a number lies in the range."""
        low = self.at_least is None or number >= self.at_least
        return low and (self.at_most is None or number <= self.at_most)

    def __str__(self) -> str:
        """``8``, ``at least 1`` or ``1 to 3``."""
        if self.at_least == self.at_most:
            return str(self.at_least)
        if self.at_most is None:
            return f"at least {self.at_least}"
        if self.at_least is None:
            return f"at most {self.at_most}"
        return f"{self.at_least} to {self.at_most}"


def _count(value: Any) -> Any:
    exact = isinstance(value, int) and not isinstance(value, bool)
    return {"at_least": value, "at_most": value} if exact else value


CountOf = Annotated[Count, BeforeValidator(_count)]


class _Limits(_Model):
    """A range of time; at least one end is given."""

    at_least: Duration | None = None
    at_most: Duration | None = None

    @model_validator(mode="after")
    def _some_limit(self) -> _Limits:
        if self.at_least is None and self.at_most is None:
            raise ValueError("needs at_most or at_least")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("at_least is above at_most")
        return self

    def holds(self, seconds: float) -> bool:
        """Whether a time lies within the limits."""
        low = self.at_least is None or seconds >= self.at_least
        return low and (self.at_most is None or seconds <= self.at_most)

    @property
    def wording(self) -> str:
        """``at most 2s``, ``at least 8s`` or both."""
        words = []
        if self.at_least is not None:
            words.append(f"at least {format_duration(self.at_least)}")
        if self.at_most is not None:
            words.append(f"at most {format_duration(self.at_most)}")
        return " and ".join(words)


class _TextCheck(_Model):
    """Text to look for, given as a regular expression or as it is."""

    matches: Pattern | None = None
    contains: str | None = Field(default=None, min_length=1)
    stream: Literal["stdout", "stderr", "any"] = "stdout"
    count: CountOf = Field(default_factory=lambda: Count(at_least=1))

    @model_validator(mode="after")
    def _one_pattern(self) -> _TextCheck:
        if (self.matches is None) == (self.contains is None):
            raise ValueError("needs either matches (a regular expression) or contains (text as it is)")
        return self


class ExitStatus(_Model):
    """Every client of the fleet ends with this exit status."""

    kind: Literal["exit_status"] = "exit_status"
    fleet: str
    is_: int = Field(default=0, alias="is", ge=0, le=255)


class Output(_TextCheck):
    """Each client printed lines that match, so many of them; ``${index}`` is the client's own."""

    kind: Literal["output"] = "output"
    fleet: str


class Log(_TextCheck):
    """A host printed lines that match, so many of them, since the run began."""

    kind: Literal["log"] = "log"
    host: str


class ClientTime(_Limits):
    """Every client took this long, from its own release to its end."""

    kind: Literal["client_time"] = "client_time"
    fleet: str


class FleetTime(_Limits):
    """The fleet took this long, from the first release to the last end."""

    kind: Literal["fleet_time"] = "fleet_time"
    fleet: str


class StartSkew(_Limits):
    """The fleet's first and last connect lie this far apart."""

    kind: Literal["start_skew"] = "start_skew"
    fleet: str


class Echo(_Model):
    """Every client got exactly its own bytes back, whatever the server put around them.

    Args:
        fleet: Whose clients; they must keep a journal.
        prefix: A regular expression for what the server puts before each reply.
        suffix: The same for what comes after it.
    """

    kind: Literal["echo"] = "echo"
    fleet: str
    prefix: Pattern = "Echo=>"
    suffix: Pattern = r"(?: at \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})?"


Moment = Annotated[
    Literal["start", "end"] | float,
    BeforeValidator(lambda value: value if value in ("start", "end") else parse_duration(value)),
    PlainSerializer(lambda value: value if isinstance(value, str) else format_duration(value)),
]
"""``start``: all hosts ready, no client released; ``end``: all clients ended; else after the release."""


class Processes(_Model):
    """How many processes a host has at a moment, zombies included; its first process counts as one."""

    kind: Literal["processes"] = "processes"
    host: str
    at: Moment = "end"
    count: CountOf


class Zombies(_Model):
    """How many dead processes nobody has waited for a host has at a moment."""

    kind: Literal["zombies"] = "zombies"
    host: str
    at: Moment = "end"
    count: CountOf = Field(default_factory=lambda: Count(at_least=0, at_most=0))


class SameFile(_Model):
    """The file each client ended up with has the same bytes as the one on a host.

    Args:
        fleet: Whose clients.
        file: Path on the client, relative to its working directory; ``${index}`` is the client's.
        host: Where the original is.
        source: Its absolute path there.
    """

    kind: Literal["same_file"] = "same_file"
    fleet: str
    file: str = Field(min_length=1)
    host: str
    source: str = Field(pattern="^[/$]")


CheckSpec = Annotated[
    ExitStatus | Output | Log | ClientTime | FleetTime | StartSkew | Echo | Processes | Zombies | SameFile,
    Field(discriminator="kind"),
]
"""Any one check."""

KINDS = (
    "exit_status",
    "output",
    "log",
    "client_time",
    "fleet_time",
    "start_skew",
    "echo",
    "processes",
    "zombies",
    "same_file",
)
"""What the kinds are called in YAML."""


class CheckItem(_Model):
    """One item of the list of checks: a kind with its settings, and perhaps a name."""

    name: str | None = Field(default=None, min_length=1)
    exit_status: ExitStatus | None = None
    output: Output | None = None
    log: Log | None = None
    client_time: ClientTime | None = None
    fleet_time: FleetTime | None = None
    start_skew: StartSkew | None = None
    echo: Echo | None = None
    processes: Processes | None = None
    zombies: Zombies | None = None
    same_file: SameFile | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> CheckItem:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"needs exactly one kind of check, one of {', '.join(KINDS)}")
        return self

    @property
    def spec(self) -> CheckSpec:
        """The one kind that is given."""
        given: list[CheckSpec] = [value for kind in KINDS if (value := getattr(self, kind)) is not None]
        return given[0]
