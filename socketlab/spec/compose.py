"""The subset of Compose that a service definition may use, and the reader of a compose file.

A key outside the subset is an error, never ignored: a scenario that silently drops ``privileged`` or a
volume proves nothing about the program as its owner runs it.

Source: the Compose Specification, "Services top-level element", for names and meanings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from socketlab.errors import InvalidFile, Problem
from socketlab.hosts.settings import Healthcheck, Ulimits
from socketlab.language.document import Document, YAMLPath, read_document, read_text
from socketlab.language.interpolation import interpolated, read_settings
from socketlab.language.problems import problems_of
from socketlab.language.units import Duration, Whole
from socketlab.language.values import Environment, Memory, TextMap, Texts, Words
from socketlab.language.variables import Text
from socketlab.language.wording import suggestion

SET_ASIDE = (
    "labels",
    "hostname",
    "stdin_open",
    "build",
    "ports",
    "expose",
    "networks",
    "depends_on",
    "restart",
    "scale",
    "profiles",
    "logging",
    "container_name",
)
"""Keys of a service that a run reads and does not honour."""


class ServiceDefinition(BaseModel):
    """One service: the part of Compose's service element that a run can honour.

    ``labels``, ``hostname``, ``stdin_open`` and all keys after ``healthcheck`` belong to the standing
    lab: a run has its own network and names, publishes nothing, starts what the scenario names and
    never restarts a host behind its back. They are read and set aside.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    image: str | None = None
    command: Words | None = None
    entrypoint: Words | None = None
    environment: Environment = Field(default_factory=dict)
    labels: TextMap = Field(default_factory=dict)
    hostname: str | None = None
    user: Text | None = None
    working_dir: str | None = None
    read_only: bool = False
    tmpfs: Texts = ()
    cap_add: Texts = ()
    cap_drop: Texts = ()
    security_opt: Texts = ()
    sysctls: TextMap = Field(default_factory=dict)
    ulimits: Ulimits = Field(default_factory=dict)
    mem_limit: Memory | None = None
    pids_limit: Whole | None = None
    cpus: float | None = Field(default=None, gt=0)
    init: bool = False
    stdin_open: bool = False
    stop_signal: str | None = None
    stop_grace_period: Duration | None = None
    healthcheck: Healthcheck | None = None

    build: Any = None
    ports: Any = None
    expose: Any = None
    networks: Any = None
    depends_on: Any = None
    restart: Any = None
    scale: Any = None
    profiles: Any = None
    logging: Any = None
    container_name: Any = None

    @model_validator(mode="before")
    @classmethod
    def _without_extensions(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: item for key, item in value.items() if not str(key).startswith("x-")}


class Catalogue(BaseModel):
    """The services of a scenario: those of its compose file, and those it defines itself."""

    model_config = ConfigDict(frozen=True)

    file: str
    services: dict[str, ServiceDefinition]


def read_compose(
    file: Path, *, wanted: frozenset[str], shown_as: str, environment: Mapping[str, str]
) -> Catalogue:
    """Read the wanted services out of a compose file.

    Args:
        file: Where it is; a ``.env`` beside it fills in variables, as Compose does.
        wanted: Names of services that a scenario uses. Others are not looked at, so that a key
            this tool does not know in a service nobody calls is no obstacle.
        shown_as: What messages call the file.
        environment: Variables for ``${...}``; they outrank the ``.env`` file.

    Raises:
        InvalidInput: when the file cannot be read.
        InvalidFile: when a wanted service uses what is not understood.
    """
    document = read_document(file, shown_as=shown_as)
    services = document.tree.get("services") if isinstance(document.tree, dict) else None
    if not isinstance(services, dict):
        raise InvalidFile((document.problem((), "no services in this compose file"),))
    values = {**_dot_env(file.parent / ".env"), **environment}
    problems = list(document.problems)
    found = {name: ServiceDefinition() for name in services}
    for name in sorted(wanted & services.keys()):
        path: YAMLPath = ("services", name)
        definition = interpolated(document, path, services[name], values, problems)
        problems += image_problems(document, path, definition)
        try:
            found[name] = ServiceDefinition.model_validate(definition, context=environment)
        except ValidationError as error:
            problems += problems_of(error, document, at=path, model=ServiceDefinition)
    if problems:
        raise InvalidFile(tuple(problems))
    return Catalogue(file=shown_as, services=found)


def image_problems(document: Document, path: YAMLPath, definition: Any) -> list[Problem]:
    """A service definition without an image, which no run could start."""
    if not isinstance(definition, dict) or definition.get("image"):
        return []
    message = "no image (a run starts images; name the one that build makes, as image)"
    return [document.problem(path, message)]


def unknown_service(name: str, catalogue: Catalogue, own: Iterable[str]) -> str:
    """What to say of a service that neither the catalogue nor the scenario itself defines."""
    known = sorted({*catalogue.services, *own})
    hint = suggestion(name, known) or f"it has {', '.join(known) or 'none'}"
    return f'no service "{name}" in {catalogue.file} ({hint})'


def _dot_env(file: Path) -> dict[str, str]:
    """The settings of a ``.env`` file, if there is one.

    Raises:
        InvalidInput: when it is there and cannot be read.
    """
    return read_settings(read_text(file, shown_as=str(file))) if file.is_file() else {}
