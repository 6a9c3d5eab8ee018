"""Service definitions, and the reader of compose files.

A key that a program could miss is never ignored in silence: a scenario that drops a volume without a word
proves nothing about the program as its owner runs it. What is made of each key is in ``socketlab/compose``.

Source: the Compose Specification, "Services top-level element", for names and meanings.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping
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

from socketlab.compose.files import ProjectFiles
from socketlab.compose.nodes import Place
from socketlab.compose.project import Project
from socketlab.compose.requirements import with_requirements
from socketlab.compose.resolved import Resolved
from socketlab.compose.service_keys import SERVICE
from socketlab.errors import InvalidFile, Problem
from socketlab.hosts.builds import BuildSpec
from socketlab.hosts.dependencies import Dependencies
from socketlab.hosts.images import is_image_name
from socketlab.hosts.mounts import Mount
from socketlab.hosts.settings import SETTINGS, definition_fields
from socketlab.language.document import Document, YAMLPath, shown_path
from socketlab.language.problems import problems_of
from socketlab.language.values import TextMap
from socketlab.language.variables import Text, is_late, names_in
from socketlab.language.wording import cut, suggestion
from socketlab.spec.aside import notes_about, without_asides
from socketlab.spec.file_networks import OnFileNetworks, file_network_problems
from socketlab.spec.mounted import mount_problems


class _Definition(BaseModel):
    """The part of a service element that belongs to the standing lab, read and set aside.

    A run has its own network and names, publishes nothing, starts what the scenario names and never
    restarts a host by itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: TextMap = Field(default_factory=dict)
    hostname: Text | None = None
    build: BuildSpec | None = None
    ports: Any = None
    expose: Any = None
    networks: OnFileNetworks = None
    depends_on: Dependencies = Field(default_factory=dict)
    restart: Any = None
    scale: Any = None
    profiles: Any = None
    logging: Any = None
    container_name: Text | None = None

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
    file: Path,
    *,
    wanted: frozenset[str],
    shown_as: str,
    environment: Mapping[str, str],
    more: Mapping[str, Path] | None = None,
    allowed: frozenset[str] = frozenset(),
) -> Catalogue:
    """Read the wanted services out of compose files.

    Args:
        file: The first compose file; a ``.env`` beside it fills in variables, as Compose does.
        wanted: Names of services that a scenario uses. Others are not checked: a key unknown here
            does not matter in a service that is not used.
        shown_as: What messages call the file.
        environment: Variables for ``${...}``; they outrank the ``.env`` file.
        more: Further compose files that are merged with it, in order, by what messages call them.
        allowed: What the scenario allows of what is refused otherwise.

    Raises:
        InvalidInput: when a file cannot be read.
        InvalidFile: when a wanted service uses what is not understood.
    """
    given = {file.name: shown_as}
    given |= {os.path.relpath(other, file.parent): shown for shown, other in (more or {}).items()}
    files = ProjectFiles(file.parent, shown=str(Path(shown_as).parent), shown_as=given)
    project = Project(files, tuple(given), environment=environment, folder=file.parent.resolve().name)
    known = tuple(project.model.names("services"))
    if not known:
        nothing = Problem(shown_as, 1, 1, "", "no services in this compose file")
        raise InvalidFile((*project.problems, nothing))
    needed = with_requirements(wanted & set(known), lambda name: project.member("services", name))
    resolved = Resolved(project, files, needed & set(known), allowed)
    problems: list[Problem] = []
    services = _services(resolved, project, problems)
    problems += file_network_problems(resolved.document, resolved.document.tree.get("networks"), services)
    notes: list[str] = []
    for name, service in services.items() if not problems else ():
        path = ("services", name)
        problems += mount_problems(resolved.document, path, service, resolved.document.tree, file.parent)
        notes += notes_about(name, resolved.document.tree["services"][name])
    if problems:
        raise InvalidFile(tuple(dict.fromkeys(problems)))
    tree = resolved.document.tree
    return Catalogue(
        file=shown_as,
        services={**{name: ServiceDefinition() for name in known}, **services},
        places=setting_places(resolved.document, tree),
        folder=str(file.parent),
        project=project.name,
        notes=(*resolved.notes, *notes),
        **{section: tree[section] for section in SECTIONS},
    )


def _name_what_is_built(definition: Any, name: str) -> None:
    """Give an image that is built, and not named, the name that Compose gives it.

    Source: the Compose Build Specification, "Publishing built images"; Docker Compose v2, ``pkg/api/api.go``,
    ``GetImageNameOrDefault``.
    """
    if isinstance(definition, dict) and definition.get("build") and not definition.get("image"):
        definition["image"] = name.lower()


def _services(resolved: Resolved, project: Project, problems: list[Problem]) -> dict[str, ServiceDefinition]:
    """The definitions of the wanted services; what is wrong is added to ``problems``."""
    problems += resolved.problems
    wrong = {problem.path for problem in problems}
    found = {}
    for name, definition in resolved.document.tree["services"].items():
        path: YAMLPath = ("services", name)
        _name_what_is_built(definition, f"{project.name}-{name}")
        if not {f"services.{name}.{key}" for key in ("image", "extends")} & wrong:
            problems += _image_problems(resolved.document, name, project.unset)
        kept = _kept(definition, path, wrong)
        try:
            found[name] = ServiceDefinition.model_validate(kept, context=project.values)
        except ValidationError as error:
            problems += problems_of(error, resolved.document, at=path, model=ServiceDefinition)
    return found


def _kept(definition: Any, path: YAMLPath, wrong: Container[str]) -> Any:
    """A definition without the keys that are ignored, and those that are a problem already."""
    if not isinstance(definition, dict):
        return definition
    return {
        key: _kept(value, (*path, key), wrong)
        for key, value in definition.items()
        if shown_path((*path, key)) not in wrong and not (len(path) == 2 and _is_ignored(key, value))
    }


def _is_ignored(key: str, value: Any) -> bool:
    """Whether a key does nothing, or could but has a value that asks for nothing."""
    known = SERVICE[key]
    nothing = known.status == "ignored" or (known.status == "refused" and known.asks_for_nothing(value))
    return nothing and key not in ServiceDefinition.model_fields


def _image_problems(document: Document, name: str, unset: Mapping[Place, tuple[str, ...]]) -> list[Problem]:
    """As :func:`image_problems`; where variables without a value spoil the name, they are the problem."""
    path: YAMLPath = ("services", name)
    definition = document.tree["services"][name]
    image = definition.get("image") if isinstance(definition, dict) else None
    place = document.problem((*path, "image"), "")
    missing = unset.get((place.file, place.line, place.column))
    if missing is None or not isinstance(image, str) or is_image_name(image):
        return image_problems(document, path, definition)
    definition["image"] = None
    names = ", ".join(f'"{cut(variable)}"' for variable in missing)
    message = f"no image without {names} (set it in the environment or in the file .env)"
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
