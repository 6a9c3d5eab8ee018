"""The subset of Compose that a service definition may use, and the reader of a compose file.

A key outside the subset is an error, never ignored: a scenario that silently drops ``privileged`` or a
volume proves nothing about the program as its owner runs it.

Source: the Compose Specification, "Services top-level element", for names and meanings.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from scenarios.errors import InvalidFile, InvalidInput, Problem
from scenarios.spec.document import Document, read_document
from scenarios.spec.problems import problems_of
from scenarios.spec.units import Duration, parse_size
from scenarios.spec.variables import suggestion

_INTERPOLATION = re.compile(r"\$(?:(\$)|\{(\w+)(?:(:?[-?+])([^}]*))?\}|(\w+))")

_COMPOSE_SIZES = {"b": "B", "k": "KiB", "kb": "KiB", "m": "MiB", "mb": "MiB", "g": "GiB", "gb": "GiB"}
"""Compose counts its suffixes by 1024, in either case."""


def _words(value: Any) -> Any:
    return shlex.split(value) if isinstance(value, str) else _texts(value)


def _texts(value: Any) -> Any:
    return [str(item) if isinstance(item, int | float) else item for item in _as_list(value)]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _mapping(value: Any) -> Any:
    if isinstance(value, list):
        pairs = [str(item).partition("=") for item in value]
        return {name: text if equals else os.environ.get(name, "") for name, equals, text in pairs}
    if isinstance(value, dict):
        bad = [name for name, item in value.items() if isinstance(item, bool)]
        if bad:
            raise ValueError(f'"{bad[0]}" is true or false (put it in quotes)')
        return {name: "" if item is None else str(item) for name, item in value.items()}
    return value


def _memory(value: Any) -> Any:
    if isinstance(value, int):
        return value
    match = re.fullmatch(r"([\d.]+)\s*([A-Za-z]+)", str(value))
    if match is None or match[2].lower() not in _COMPOSE_SIZES:
        raise ValueError(f'"{value}" is not a size (write a number and b, k, m or g, such as "128m")')
    return parse_size(match[1] + _COMPOSE_SIZES[match[2].lower()])


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
TextMap = Annotated[dict[str, str], BeforeValidator(_mapping)]
Memory = Annotated[int, BeforeValidator(_memory)]


class Healthcheck(BaseModel):
    """How Docker asks whether a service is well, in Compose's words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    test: tuple[str, ...] = Field(default=())
    interval: Duration | None = None
    timeout: Duration | None = None
    retries: int | None = Field(default=None, ge=1)
    start_period: Duration | None = None
    disable: bool = False

    @field_validator("test", mode="before")
    @classmethod
    def _shell_form(cls, value: Any) -> Any:
        return ["CMD-SHELL", value] if isinstance(value, str) else value


class Ulimit(BaseModel):
    """A soft and a hard limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    soft: int
    hard: int


class ServiceDefinition(BaseModel):
    """One service: the part of Compose's service element that a run can honour.

    ``ports``, ``networks``, ``depends_on``, ``restart``, ``scale``, ``profiles`` and ``logging``
    belong to the standing lab: a run has its own network, publishes nothing, starts what the
    scenario names and never restarts a host behind its back. They are read and set aside.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    image: str | None = None
    command: Words | None = None
    entrypoint: Words | None = None
    environment: TextMap = Field(default_factory=dict)
    labels: TextMap = Field(default_factory=dict)
    hostname: str | None = None
    user: str | None = None
    working_dir: str | None = None
    read_only: bool = False
    tmpfs: Texts = ()
    cap_add: Texts = ()
    cap_drop: Texts = ()
    security_opt: Texts = ()
    sysctls: TextMap = Field(default_factory=dict)
    ulimits: dict[str, int | Ulimit] = Field(default_factory=dict)
    mem_limit: Memory | None = None
    pids_limit: int | None = None
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
    values = {**_dot_env(file.parent / ".env"), **environment}
    tree, problems = _interpolate(document, values)
    services = tree.get("services") if isinstance(tree, dict) else None
    if not isinstance(services, dict):
        raise InvalidFile((document.problem((), "no services in this compose file"),))
    found: dict[str, ServiceDefinition] = {}
    for name, definition in services.items():
        if name in wanted:
            service = read_service(document, ("services", name), definition, problems)
            found[name] = service or ServiceDefinition()
    relevant = [problem for problem in problems if _concerns(problem, wanted)]
    if relevant:
        raise InvalidFile(tuple(relevant))
    names = {name: found.get(name, ServiceDefinition()) for name in services}
    return Catalogue(file=shown_as, services=names)


def read_service(
    document: Document, path: tuple[str, ...], definition: Any, problems: list[Problem]
) -> ServiceDefinition | None:
    """One service definition; what is wrong with it is added to ``problems``."""
    if isinstance(definition, dict):
        definition = {key: value for key, value in definition.items() if not str(key).startswith("x-")}
    try:
        service = ServiceDefinition.model_validate(definition)
    except ValidationError as error:
        problems += problems_of(error, document, at=path, model=ServiceDefinition)
        return None
    if service.image is None:
        message = "no image (a run starts images; name the one that build makes, as image)"
        problems.append(document.problem(path, message))
    return service


def unknown_service(name: str, catalogue: Catalogue) -> str:
    """What to say of a service that is not in the catalogue."""
    hint = suggestion(name, catalogue.services) or f"it has {', '.join(sorted(catalogue.services))}"
    return f'no service "{name}" in {catalogue.file} ({hint})'


def _concerns(problem: Problem, wanted: frozenset[str]) -> bool:
    steps = problem.path.split(".")
    return len(steps) < 2 or steps[0] != "services" or steps[1] in wanted


def _interpolate(document: Document, values: Mapping[str, str]) -> tuple[Any, list[Problem]]:
    problems: list[Problem] = []

    def text(path: tuple[str | int, ...], value: str) -> str:
        def one(match: re.Match[str]) -> str:
            try:
                return _one_variable(match, values)
            except InvalidInput as error:
                problems.append(document.problem(path, error.message))
                return ""

        return _INTERPOLATION.sub(one, value)

    def tree(path: tuple[str | int, ...], value: Any) -> Any:
        if isinstance(value, dict):
            return {key: tree((*path, key), child) for key, child in value.items()}
        if isinstance(value, list):
            return [tree((*path, number), child) for number, child in enumerate(value)]
        return text(path, value) if isinstance(value, str) else value

    return tree((), document.tree), problems


def _one_variable(match: re.Match[str], values: Mapping[str, str]) -> str:
    """One ``$NAME`` or ``${NAME...}``.

    Source: Compose Specification, "Interpolation": ``:-`` default when unset or empty, ``-`` when
    unset, ``:?`` and ``?`` errors, ``:+`` and ``+`` replacements.
    """
    if match[1]:
        return "$"
    name, operator, rest = match[2] or match[5], match[3] or "", match[4] or ""
    value = values.get(name)
    absent = value is None or (operator.startswith(":") and value == "")
    if operator.endswith("+"):
        return "" if absent else rest
    if operator.endswith("?") and absent:
        raise InvalidInput(f'"{name}" is not set: {rest or "it is required"}')
    return rest if absent and operator else value or ""


def _dot_env(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): text.strip().strip("\"'") for name, _, text in pairs}
