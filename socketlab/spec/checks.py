"""The questions a scenario may put to its evidence: one model per kind, keyed by its name in YAML.

    checks:
      - echo: {fleet: clients}
      - name: served at once
        fleet_time: {fleet: clients, at_most: 2s}

Each list item holds exactly one kind and, if wanted, a ``name``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from socketlab.language.bounds import Count, CountOf, Model
from socketlab.language.patterns import Pattern, Sought
from socketlab.language.units import Whole
from socketlab.language.wording import Scalar
from socketlab.language.written import SCALAR, also_as
from socketlab.spec.check_files import File, SameFile
from socketlab.spec.check_hosts import Counter, Descriptors, Processes, Threads, Zombies
from socketlab.spec.check_times import ClientTime, FleetTime, StartSkew, WaitingTime


class _TextCheck(Sought):
    """Lines to look for in what was written, and how many there must be."""

    stream: Literal["stdout", "stderr", "any"] = "stdout"
    count: CountOf = Field(default_factory=lambda: Count(at_least=1))


class ExitStatus(Model):
    """Every client of the fleet ends with this exit status, or so many of them."""

    kind: Literal["exit_status"] = "exit_status"
    fleet: str
    is_: Whole = Field(default=0, alias="is", ge=0, le=255)
    clients: CountOf | None = None


class Output(_TextCheck):
    """Each client printed lines that match, so many of them; ``${index}`` is the client's own.

    Args:
        clients: How many clients did; all of them by default.
    """

    kind: Literal["output"] = "output"
    fleet: str
    clients: CountOf | None = None


class Log(_TextCheck):
    """A host printed lines that match, so many of them, since the run began."""

    kind: Literal["log"] = "log"
    host: str


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


class Interleaving(Model):
    """So many conversations of a server are interleaved with others, as its journal shows.

    One is if between the first and the last that was read or sent in it the server turned to another.

    Args:
        host: Whose journal.
        count: How many conversations; at least two by default.
        across_ports: Whether only clients of another port count.
    """

    kind: Literal["interleaving"] = "interleaving"
    host: str
    count: CountOf = Field(default_factory=lambda: Count(at_least=2))
    across_ports: bool = False


class TimelinePlayed(Model):
    """Every step of the timeline came and could be played; implied, never written."""

    kind: Literal["timeline_played"] = "timeline_played"


CheckSpec = Annotated[
    ExitStatus
    | Output
    | Log
    | ClientTime
    | FleetTime
    | WaitingTime
    | StartSkew
    | Echo
    | Interleaving
    | Processes
    | Threads
    | Zombies
    | Descriptors
    | Counter
    | SameFile
    | File
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
    "waiting_time",
    "start_skew",
    "echo",
    "interleaving",
    "processes",
    "threads",
    "zombies",
    "descriptors",
    "counter",
    "same_file",
    "file",
)
"""What the kinds are called in YAML."""


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value,)


class CheckItem(Model):
    """One item of the list of checks: a kind with its settings, and perhaps a name.

    Args:
        name: What the report calls it.
        where: The cells of the matrix in which it is asked: values of some axes; in all by default.
    """

    name: str | None = Field(default=None, min_length=1)
    where: dict[str, Annotated[tuple[Scalar, ...], BeforeValidator(_listed), also_as(SCALAR)]] = Field(
        default_factory=dict
    )
    exit_status: ExitStatus | None = None
    output: Output | None = None
    log: Log | None = None
    client_time: ClientTime | None = None
    fleet_time: FleetTime | None = None
    waiting_time: WaitingTime | None = None
    start_skew: StartSkew | None = None
    echo: Echo | None = None
    interleaving: Interleaving | None = None
    processes: Processes | None = None
    threads: Threads | None = None
    zombies: Zombies | None = None
    descriptors: Descriptors | None = None
    counter: Counter | None = None
    same_file: SameFile | None = None
    file: File | None = None

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

    def asked_in(self, cell: Mapping[str, Scalar]) -> bool:
        """Whether the check is asked in a cell of the matrix."""
        return all(axis in cell and cell[axis] in values for axis, values in self.where.items())

    @property
    def spec(self) -> CheckSpec:
        """The one kind that is given."""
        given: list[CheckSpec] = [value for kind in KINDS if (value := getattr(self, kind)) is not None]
        return given[0]
