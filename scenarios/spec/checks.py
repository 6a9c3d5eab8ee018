"""The questions a scenario may put to its evidence: one model per kind, keyed by its name in YAML.

    checks:
      - echo: {fleet: clients}
      - name: served at once
        fleet_time: {fleet: clients, at_most: 2s}

Each list item holds exactly one kind and, if wanted, a ``name``.
"""

from __future__ import annotations

import re
import warnings
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, field_validator, model_validator

from scenarios.spec.bounds import Count, CountOf, Limits, Model
from scenarios.spec.units import Whole, format_duration, parse_duration
from scenarios.spec.variables import Text, finish, names_in

_MISPLACED_REFERENCE = re.compile(r"(?<!\\)(?:\\\\)*(?:\\\d*|\{[\d,]*)\$\{")
"""A variable in an escape or in a repetition: what it means would hang on the variable's value."""

_ANY_NAME = re.escape("a-1")


def _pattern(text: str) -> str:
    if _MISPLACED_REFERENCE.search(text):
        raise ValueError(f'"{text}" has a variable in an escape or a repetition (write $$ for a dollar sign)')
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(finish(text, dict.fromkeys(names_in(text), _ANY_NAME)))
    except (re.error, Warning, OverflowError, RecursionError) as error:
        reason = str(error)
        message = f'"{text}" is not a regular expression: {reason[:1].lower()}{reason[1:]}'
        raise ValueError(message) from error
    return text


Pattern = Annotated[Text, AfterValidator(_pattern)]


class Sought(Model):
    """Text to look for, given as a regular expression or as it is."""

    matches: Pattern | None = None
    contains: Text | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _one_pattern(self) -> Sought:
        if (self.matches is None) == (self.contains is None):
            raise ValueError("needs either matches (a regular expression) or contains (text as it is)")
        return self


class _TextCheck(Sought):
    """Lines to look for in what was written, and how many there must be."""

    stream: Literal["stdout", "stderr", "any"] = "stdout"
    count: CountOf = Field(default_factory=lambda: Count(at_least=1))


class ExitStatus(Model):
    """Every client of the fleet ends with this exit status."""

    kind: Literal["exit_status"] = "exit_status"
    fleet: str
    is_: Whole = Field(default=0, alias="is", ge=0, le=255)


class Output(_TextCheck):
    """Each client printed lines that match, so many of them; ``${index}`` is the client's own."""

    kind: Literal["output"] = "output"
    fleet: str


class Log(_TextCheck):
    """A host printed lines that match, so many of them, since the run began."""

    kind: Literal["log"] = "log"
    host: str


class ClientTime(Limits):
    """Every client took this long, from its own release to its end."""

    kind: Literal["client_time"] = "client_time"
    fleet: str


class FleetTime(Limits):
    """The fleet took this long, from the first release to the last end."""

    kind: Literal["fleet_time"] = "fleet_time"
    fleet: str


class StartSkew(Limits):
    """The fleet's first and last connect lie this far apart."""

    kind: Literal["start_skew"] = "start_skew"
    fleet: str


class Echo(Model):
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


def _moment(value: Any) -> Any:
    if value in ("start", "end"):
        return value
    try:
        return parse_duration(value)
    except ValueError as error:
        raise ValueError(f"a moment is start, end or the time since the release: {error}") from error


Moment = Annotated[
    Literal["start", "end"] | float,
    BeforeValidator(_moment),
    PlainSerializer(lambda value: value if isinstance(value, str) else format_duration(value)),
]
"""``start``: all hosts ready, no client released; ``end``: all clients ended; else after the release."""


class Processes(Model):
    """How many processes a host has at a moment, zombies included; its first process counts as one."""

    kind: Literal["processes"] = "processes"
    host: str
    at: Moment = "end"
    count: CountOf


class Zombies(Model):
    """How many dead processes nobody has waited for a host has at a moment."""

    kind: Literal["zombies"] = "zombies"
    host: str
    at: Moment = "end"
    count: CountOf = Field(default_factory=lambda: Count(at_least=0, at_most=0))


class Threads(Model):
    """How many threads the first process of a host has at a moment, its main one included."""

    kind: Literal["threads"] = "threads"
    host: str
    at: Moment = "end"
    count: CountOf


def _absolute(path: str) -> str:
    if not path.startswith(("/", "$")):
        raise ValueError(f'must be an absolute path, not "{path}"')
    return path


class SameFile(Model):
    """The file each client ended up with has the same bytes as the one on a host.

    Args:
        fleet: Whose clients.
        file: Path on the client, relative to its working directory; ``${index}`` is the client's.
        host: Where the original is.
        source: Its absolute path there.
    """

    kind: Literal["same_file"] = "same_file"
    fleet: str
    file: Text = Field(min_length=1)
    host: str
    source: Annotated[str, AfterValidator(_absolute)]


class TimelinePlayed(Model):
    """Every step of the timeline came and could be played; implied, never written."""

    kind: Literal["timeline_played"] = "timeline_played"


CheckSpec = Annotated[
    ExitStatus
    | Output
    | Log
    | ClientTime
    | FleetTime
    | StartSkew
    | Echo
    | Processes
    | Threads
    | Zombies
    | SameFile
    | TimelinePlayed,
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
    "threads",
    "zombies",
    "same_file",
)
"""What the kinds are called in YAML."""


class CheckItem(Model):
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
    threads: Threads | None = None
    zombies: Zombies | None = None
    same_file: SameFile | None = None

    @field_validator(*KINDS, mode="before")
    @classmethod
    def _kind_is_ours(cls, value: Any) -> Any:
        if isinstance(value, dict) and "kind" in value:
            raise ValueError('"kind" is not known here (remove it)')
        return value

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
