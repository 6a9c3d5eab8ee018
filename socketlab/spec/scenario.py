"""The scenario as its author wrote it: one model per word of the language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    create_model,
    model_validator,
)

from socketlab.faults.api import ByRouter
from socketlab.faults.paths import PathFault
from socketlab.hosts.places import file_place, nested_place
from socketlab.hosts.settings import change_fields
from socketlab.language.bounds import Model
from socketlab.language.units import (
    LONGEST_S,
    Duration,
    Size,
    Whole,
    format_duration,
    format_size,
    parse_duration,
)
from socketlab.language.variables import Text
from socketlab.language.wording import Scalar, WrongPart, cut, instead
from socketlab.language.written import DURATION, also_as, exactly_one, written_as
from socketlab.readiness import ReadyItem
from socketlab.spec.checks import CheckItem
from socketlab.spec.compose import ServiceDefinition
from socketlab.spec.links import LinkSpec
from socketlab.spec.names import MemberName, Name, ServiceName
from socketlab.spec.networks import NetworkSpec, OnNetworks
from socketlab.spec.timeline import TimelineItem

LARGEST_FILE = 10 * 10**9
"""Bytes of a file of noise."""

DEFAULT_TIMEOUT_S = 60.0

MAX_CLIENTS = 1000
"""Clients of one fleet; a Linux bridge carries 1023 ports.

Source: Linux kernel, net/bridge/br_private.h, ``BR_PORT_BITS`` 10.
"""


FilePath = Annotated[
    str, AfterValidator(file_place), written_as({"type": "string", "pattern": "^/[^/]+/.*[^/]$"})
]
"""An absolute path below at least one folder: the folder becomes a volume of the host."""


def _files(files: dict[str, FileSpec]) -> dict[str, FileSpec]:
    nested = nested_place(files)
    if nested is not None:
        raise ValueError(f'"{cut(nested[0])}" is a file and the folder of "{cut(nested[1])}"')
    return files


def _file_size(size: int) -> int:
    if size > LARGEST_FILE:
        raise ValueError(f"must be {format_size(LARGEST_FILE)} or less")
    return size


class FileSpec(Model):
    """A file that is put on a host before it starts.

    Args:
        text: Its content, in which variables count.
        size: That many bytes of noise, which follow from the seed.
        source: A text file with the content, relative to the scenario, such as a program.
    """

    model_config = ConfigDict(json_schema_extra=exactly_one("text", "size", "source"))

    text: Text | None = None
    size: Annotated[Size, AfterValidator(_file_size)] | None = None
    source: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _one_content(self) -> FileSpec:
        if sum(content is not None for content in (self.text, self.size, self.source)) != 1:
            raise ValueError("needs exactly one of text, size and source")
        return self


Files = Annotated[dict[FilePath, FileSpec], AfterValidator(_files)]

if TYPE_CHECKING:

    class Changes(Model):
        """What a scenario changes about a service, in Compose's words."""

        files: Files = Field(default_factory=dict)

        def __getattr__(self, name: str) -> Any:
            """A changeable setting of the table."""

else:
    Changes = create_model(
        "Changes",
        __base__=Model,
        **change_fields(),
        files=(
            Files,
            Field(default_factory=dict, description="Put in place before the host starts."),
        ),
    )
    Changes.__doc__ = "What a scenario changes about a service, in Compose's words."


class HostSpec(Changes):
    """A long-lived host: a private copy of a service, or the standing lab's own.

    Only a private copy can be changed.

    Args:
        service: The service to run a private copy of.
        lab: The standing host to call instead; where the lab is down, a private copy takes its place.
        ready: What shows that the host is ready, where its image and health check do not say.
        networks: The networks that it is on; `default` where the scenario does not say.
        exits: The exit status with which it may end by itself: a host that does its work once.
    """

    model_config = ConfigDict(json_schema_extra=exactly_one("service", "lab"))

    service: str | None = None
    lab: str | None = None
    ready: ReadyItem | None = None
    networks: OnNetworks = ()
    exits: Whole | None = Field(default=None, ge=0, le=255)

    @model_validator(mode="after")
    def _one_origin(self) -> HostSpec:
        if (self.service is None) == (self.lab is None):
            raise ValueError("needs either service (a private copy) or lab (the standing host)")
        if self.lab is not None and self.model_fields_set - {"lab"}:
            raise ValueError("a standing host is used as it is (use service to change anything about it)")
        return self

    @property
    def origin(self) -> str:
        """The service, whichever way it was given."""
        return self.service or self.lab or ""


class Start(Model):
    """When a fleet's clients are released: how long after the run's release, together or one by one."""

    at: Duration = 0.0
    every: Duration = 0.0


_START = {"title": "`together`, `every DURATION`", "type": "string", "pattern": "^(together|every .+)$"}


def _start(value: Any) -> Any:
    if isinstance(value, dict | Start):
        return value
    if value == "together":
        return {}
    if isinstance(value, str) and value.startswith("every "):
        return {"every": value.removeprefix("every ")}
    raise ValueError(f'must be "together", "every 100ms", or a mapping with every and at{instead(value)}')


class FleetSpec(Changes):
    """``count`` client hosts of one service, each run to completion: exiting 0 is success.

    Args:
        service: What each client is.
        count: How many.
        command: What each runs; ``${index}`` is the client's own number, from 1.
        start: ``together``, or one after another ``every: 100ms``, the first one ``at: 2s`` if not at once.
        stdin: What each client reads; nothing by default.
        networks: The network that they are on; `default` where the scenario does not say.
    """

    service: str
    count: Whole = Field(default=1, ge=1, le=MAX_CLIENTS)
    start: Annotated[Start, BeforeValidator(_start), also_as(_START)] = Start()
    stdin: Text | None = None
    networks: OnNetworks = ()

    @property
    def origin(self) -> str:
        """Its service."""
        return self.service

    def release_s(self, index: int) -> float:
        """Seconds from the run's release to that of a client, by its index from 1."""
        return self.start.at + self.start.every * (index - 1)


def parse_timeout(value: Any) -> float:
    """A timeout in seconds.

    Raises:
        ValueError: when it is not a duration, or no run can have it.
    """
    seconds = parse_duration(value)
    if not 0.001 <= seconds <= LONGEST_S:
        raise ValueError(f'"{cut(str(value))}" is not a usable timeout (1ms to 24h)')
    return seconds


ComposeFile = Annotated[str, Field(min_length=1)]

Timeout = Annotated[
    float, BeforeValidator(parse_timeout), PlainSerializer(format_duration), written_as(DURATION)
]


def _tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    known = set[str]()
    for number, tag in enumerate(tags):
        if not tag or any(character.isspace() or not character.isprintable() for character in tag):
            raise WrongPart(f'"{cut(tag)}" is not a tag (write one word)', number)
        if tag in known:
            raise WrongPart(f'"{cut(tag)}" is in the list twice', number)
        known.add(tag)
    return tags


Tags = Annotated[tuple[str, ...], AfterValidator(_tags)]


class ScenarioSpec(Model):
    """One scenario with its variables filled in: one combination of its matrix.

    Args:
        name: What ``run`` calls it. By default the file's name in lower case, with hyphens for other
            characters, and ``scenario-`` before a digit.
        title: One line on what it shows.
        about: More, for people.
        tags: Words to choose scenarios by.
        matrix: Axes and their values; each combination is a run of its own.
        variables: Values for ``${...}``, changed by ``--set``.
        compose: The compose file whose services it uses, relative to the scenario's file; or several, of
            which each is merged into those before it, as `docker compose -f FILE -f FILE` does.
        allow: What the services of the compose file may do although it puts the machine at risk.
        services: Services defined here, in Compose's words; they outrank the compose file's.
        hosts: The long-lived machines; there may be none where fleets call something outside.
        fleets: The clients; there may be none where a timeline says what happens.
        outside: Whether the run's network has a route out: to the engine's machine, which is called
            `host.docker.internal` there, and beyond. Otherwise nothing enters or leaves the network.
        networks: The networks that hosts are on, where they are not all on one.
        links: The conditions between groups of hosts: delay, loss, rate and others.
        profiles: A file with further profiles of links, relative to the scenario's file.
        timeline: The faults and their triggers.
        timeout: From the release to the last client's end, at most.
        ready_timeout: From the first call to every host ready and every client at its gate, at most.
        checks: What must hold.
    """

    name: Name
    title: str = ""
    about: str = ""
    tags: Tags = ()
    matrix: dict[str, list[Scalar]] = Field(default_factory=dict)
    variables: dict[str, Scalar] = Field(default_factory=dict)
    compose: ComposeFile | tuple[ComposeFile, ...] | None = Field(default=None, min_length=1)
    allow: tuple[Literal["privileged", "engine-socket"], ...] = ()
    services: dict[ServiceName, ServiceDefinition] = Field(default_factory=dict)
    hosts: dict[MemberName, HostSpec] = Field(default_factory=dict)
    fleets: dict[MemberName, FleetSpec] = Field(default_factory=dict)
    outside: bool = False
    networks: dict[Name, NetworkSpec] = Field(default_factory=dict)
    links: tuple[LinkSpec, ...] = ()
    profiles: str | None = Field(default=None, min_length=1)
    timeline: tuple[TimelineItem, ...] = ()
    timeout_s: Timeout = Field(default=DEFAULT_TIMEOUT_S, alias="timeout")
    ready_timeout_s: Timeout | None = Field(default=None, alias="ready_timeout")
    checks: tuple[CheckItem, ...] = ()

    @property
    def routed(self) -> bool:
        """Whether it needs a router: for networks, conditions on links, or faults that the router injects."""
        by_router = any(isinstance(step.fault, PathFault | ByRouter) for step in self.timeline)
        return by_router or bool(self.networks or self.links)
