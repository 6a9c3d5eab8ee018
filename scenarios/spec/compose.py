"""The subset of Compose that a service definition may use, and the reader of a compose file.

A key outside the subset is an error, never ignored: a scenario that silently drops ``privileged`` or a
volume proves nothing about the program as its owner runs it.

Source: the Compose Specification, "Services top-level element", for names and meanings.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from scenarios.errors import InvalidFile, Problem
from scenarios.spec.document import Document, YAMLPath, read_document, read_text
from scenarios.spec.interpolation import interpolated, read_settings
from scenarios.spec.problems import problems_of
from scenarios.spec.units import Duration, Whole, parse_size
from scenarios.spec.variables import Text, as_text, instead, suggestion

_COMPOSE_SIZES = {
    "": "B",
    "b": "B",
    "k": "KiB",
    "m": "MiB",
    "g": "GiB",
    "kb": "KiB",
    "mb": "MiB",
    "gb": "GiB",
}
"""Compose counts its suffixes by 1024, in either case; a number alone is bytes."""


def _words(value: Any) -> Any:
    if not isinstance(value, str):
        return _texts(value)
    try:
        return shlex.split(value)
    except ValueError as error:
        raise ValueError(f'"{value}" has a quotation without an end') from error


def _texts(value: Any) -> Any:
    if not isinstance(value, list):
        return (value,) if isinstance(value, str) else value
    flag = next((item for item in value if isinstance(item, bool)), None)
    if flag is not None:
        raise ValueError(f'"{as_text(flag)}" is true or false (put it in quotes)')
    return [as_text(item) if isinstance(item, int | float) else item for item in value]


def _mapping(value: Any) -> Any:
    """Both forms that Compose has, as one mapping; a name without a value has none yet."""
    if isinstance(value, list):
        if not all(isinstance(item, str) for item in value):
            raise ValueError('must be a list of texts such as "NAME=value"')
        pairs = (item.partition("=") for item in value)
        return {name: text if equals else None for name, equals, text in pairs}
    if not isinstance(value, dict):
        return value
    for kind, trouble in ((bool, "is true or false (put it in quotes)"), ((dict, list), "must be one value")):
        wrong = [name for name, item in value.items() if isinstance(item, kind)]
        if wrong:
            raise ValueError(f'"{wrong[0]}" {trouble}')
    return {name: None if item is None else as_text(item) for name, item in value.items()}


def _text_map(value: Any) -> Any:
    found = _mapping(value)
    return {name: text or "" for name, text in found.items()} if isinstance(found, dict) else found


def _environment(value: Any, info: ValidationInfo) -> Any:
    """A name without a value takes it from whoever plays the scenario; unknown there, it is left out."""
    outside: Mapping[str, str] = info.context or {}
    found = _mapping(value)
    if not isinstance(found, dict):
        return found
    filled = {name: outside.get(name) if text is None else text for name, text in found.items()}
    return {name: text for name, text in filled.items() if text is not None}


def _memory(value: Any) -> Any:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Za-z]*)", str(value))
    if match is None or match[2].lower() not in _COMPOSE_SIZES:
        raise ValueError(f'must be a number and b, k, m or g, such as "128m"{instead(value)}')
    return parse_size(match[1] + _COMPOSE_SIZES[match[2].lower()])


def _limits(value: Any) -> Any:
    return value if isinstance(value, dict | Ulimit) else {"soft": value, "hard": value}


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
TextMap = Annotated[dict[str, str], BeforeValidator(_text_map)]
Environment = Annotated[dict[str, str], BeforeValidator(_environment)]
Memory = Annotated[int, BeforeValidator(_memory)]


class Healthcheck(BaseModel):
    """How Docker asks whether a service is well, in Compose's words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    test: Texts = ()
    interval: Duration | None = None
    timeout: Duration | None = None
    retries: Whole | None = Field(default=None, ge=1)
    start_period: Duration | None = None
    disable: bool = False

    @field_validator("test", mode="before")
    @classmethod
    def _shell_form(cls, value: Any) -> Any:
        return ["CMD-SHELL", value] if isinstance(value, str) else value


class Ulimit(BaseModel):
    """A soft and a hard limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    soft: Whole
    hard: Whole


Ulimits = dict[str, Annotated[Ulimit, BeforeValidator(_limits)]]


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
