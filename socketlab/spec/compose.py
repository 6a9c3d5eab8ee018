"""The subset of Compose that a service definition may use, and the reader of a compose file.

A key outside the subset is an error, never ignored: a scenario that silently drops ``privileged`` or a
volume proves nothing about the program as its owner runs it.

Source: the Compose Specification, "Services top-level element", for names and meanings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
    model_validator,
)

from socketlab.errors import InvalidFile, Problem
from socketlab.hosts.images import is_image_name
from socketlab.hosts.mounts import Mount
from socketlab.hosts.settings import SETTINGS, definition_fields
from socketlab.language.document import Document, YAMLPath, read_document
from socketlab.language.dotenv import read_settings
from socketlab.language.interpolation import Interpolation, interpolated
from socketlab.language.problems import problems_of
from socketlab.language.textfiles import read_text
from socketlab.language.values import TextMap
from socketlab.language.variables import Text, is_late, names_in
from socketlab.language.wording import cut, suggestion
from socketlab.spec.aside import notes_about, without_asides
from socketlab.spec.mounted import mount_problems


class _Definition(BaseModel):
    """The part of a service element that belongs to the standing lab, read and set aside.

    A run has its own network and names, publishes nothing, starts what the scenario names and never
    restarts a host by itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: TextMap = Field(default_factory=dict)
    hostname: Text | None = None
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
        return without_asides(value)

    @property
    def mounted(self) -> tuple[Mount, ...]:
        """What its ``volumes`` mount."""
        mounts: tuple[Mount, ...] = getattr(self, "volumes", ())
        return mounts


if TYPE_CHECKING:

    class ServiceDefinition(_Definition):
        """One service: the part of Compose's service element that a run can honour."""

        def __getattr__(self, name: str) -> Any:
            """A setting of the table."""

else:
    ServiceDefinition = create_model("ServiceDefinition", __base__=_Definition, **definition_fields())
    ServiceDefinition.__doc__ = "One service: the part of Compose's service element that a run can honour."


SECTIONS = ("networks", "volumes", "configs", "secrets")
"""The sections of a compose file that services refer to."""


class Catalogue(BaseModel):
    """The services of a scenario: those of its compose file, and those it defines itself."""

    model_config = ConfigDict(frozen=True)

    file: str
    services: dict[str, ServiceDefinition]
    places: dict[tuple[str, str, str], Problem] = Field(default_factory=dict, exclude=True)
    """Where the services' settings are, see :func:`setting_places`."""
    networks: dict[str, Any] = Field(default_factory=dict)
    """The compose file's own section of that name, with the variables filled in; also the next three."""
    volumes: dict[str, Any] = Field(default_factory=dict)
    configs: dict[str, Any] = Field(default_factory=dict)
    secrets: dict[str, Any] = Field(default_factory=dict)
    folder: str = "."
    """The project's folder, which relative paths of the compose file start from."""
    project: str = ""
    """The project's name, as Compose derives it; empty without a compose file."""
    notes: tuple[str, ...] = ()
    """What the user should know about how the file is read."""


def read_compose(
    file: Path, *, wanted: frozenset[str], shown_as: str, environment: Mapping[str, str]
) -> Catalogue:
    """Read the wanted services out of a compose file.

    Args:
        file: Where it is; a ``.env`` beside it fills in variables, as Compose does.
        wanted: Names of services that a scenario uses. Others are not checked: a key unknown here
            does not matter in a service that is not used.
        shown_as: What messages call the file.
        environment: Variables for ``${...}``; they outrank the ``.env`` file.

    Raises:
        InvalidInput: when the file cannot be read.
        InvalidFile: when a wanted service uses what is not understood.
    """
    document = read_document(file, shown_as=shown_as, compose=True)
    services = document.tree.get("services") if isinstance(document.tree, dict) else None
    if not isinstance(services, dict):
        raise InvalidFile((document.problem((), "no services in this compose file"),))
    values = {**_dot_env(file.parent / ".env", shown_as, environment), **environment}
    variables = Interpolation(values)
    used = {(), *((name,) for name in wanted)}
    problems = list(document.problems_in(lambda path: path[0] != "services" or path[1:2] in used))
    found = {name: ServiceDefinition() for name in services}
    for name in sorted(wanted & services.keys()):
        path: YAMLPath = ("services", name)
        definition = interpolated(document, path, services[name], variables, problems)
        problems += _image_problems(document, path, services[name], definition, values)
        try:
            found[name] = ServiceDefinition.model_validate(definition, context=values)
        except ValidationError as error:
            problems += problems_of(error, document, at=path, model=ServiceDefinition)
    sections = {
        name: interpolated(document, (name,), document.tree[name], variables, [])
        for name in SECTIONS
        if isinstance(document.tree.get(name), dict)
    }
    notes: list[str] = []
    for name in sorted(wanted & services.keys()) if not problems else ():
        problems += mount_problems(document, ("services", name), found[name], sections, file.parent)
        notes += notes_about(name, services[name])
    if problems:
        raise InvalidFile(tuple(problems))
    return Catalogue(
        file=shown_as,
        services=found,
        places=setting_places(document, document.tree),
        folder=str(file.parent),
        project=_project_name(document.tree, file, values),
        notes=tuple(notes),
        **sections,
    )


def _project_name(tree: dict[str, Any], file: Path, values: Mapping[str, str]) -> str:
    """The project's name: from the environment, the file, or its folder.

    Source: compose-go v2, ``cli/options.go`` and ``loader/loader.go``, ``NormalizeProjectName``.
    """
    given = (values.get("COMPOSE_PROJECT_NAME"), tree.get("name"), file.parent.resolve().name)
    name = next(str(name) for name in given if name or name is given[-1])
    return "".join(re.findall("[a-z0-9_-]", name.lower())).lstrip("_-")


def _image_problems(
    document: Document, path: YAMLPath, raw: Any, definition: Any, values: Mapping[str, str]
) -> list[Problem]:
    """As :func:`image_problems`; where variables without a value spoil the name, they are the problem."""
    written = raw.get("image") if isinstance(raw, dict) else None
    if not isinstance(written, str):
        return image_problems(document, path, definition)
    variables = Interpolation(values)
    try:
        text = variables.fill(written)
    except ValueError:
        return []  # the variable is a problem already
    if not variables.unset or (text and is_image_name(text)):
        return image_problems(document, path, definition)
    definition["image"] = None
    unset = ", ".join(f'"{cut(name)}"' for name in variables.unset)
    message = f"no image without {unset} (set it in the environment or in the file .env)"
    return [document.problem((*path, "image"), message)]


def image_problems(document: Document, path: YAMLPath, definition: Any) -> list[Problem]:
    """The problem of a service whose image is missing, or different for each client."""
    if not isinstance(definition, dict):
        return []
    if not definition.get("image"):
        if "extends" in definition:
            return []  # the image may be there: the key is a problem itself
        message = "no image (a run starts images; name the one that build makes, as image)"
        return [document.problem(path, message)]
    image = definition["image"]
    late = [name for name in names_in(image) if is_late(name)] if isinstance(image, str) else []
    message = "an image is the same in every run and for every client (use a variable of the scenario)"
    return (
        [document.problem((*path, "image"), f'"${{{late[0]}}}" has no value here: {message}')] if late else []
    )


def setting_places(document: Document, tree: dict[str, Any]) -> dict[tuple[str, str, str], Problem]:
    """Where the settings of services, hosts and fleets are: by section, member and name.

    Args:
        document: The file.
        tree: Its top-level sections.
    """
    places = {}
    for section in ("services", "hosts", "fleets"):
        members = tree.get(section)
        for member, settings in members.items() if isinstance(members, dict) else ():
            for name in settings if isinstance(settings, dict) else ():
                if name in SETTINGS:
                    places[section, member, name] = document.problem((section, member, name), "")
    return places


def unknown_service(name: str, catalogue: Catalogue, own: Iterable[str]) -> str:
    """The message about a service that neither the compose file nor the scenario defines."""
    known = sorted({*catalogue.services, *own})
    hint = suggestion(name, known) or f"it has {', '.join(known) or 'none'}"
    return f'no service "{name}" in {catalogue.file} ({hint})'


def _dot_env(file: Path, compose: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The settings of the ``.env`` file beside a compose file, if there is one.

    Raises:
        InvalidInput: when it is there and cannot be read.
        InvalidFile: when a line of it is not a setting.
    """
    if not file.is_file():
        return {}
    shown = str(Path(compose).with_name(file.name))
    return read_settings(read_text(file, shown_as=shown), file=shown, outside=environment)
