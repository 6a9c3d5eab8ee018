"""The settings of a host: one row each.

A row says how a setting is written, how a scenario may change it, whether ``${...}`` in it is filled in,
and how the plan stores it. The models of the scenario language, the merging of a service with a scenario's
changes, and the list of what a runtime may honour all follow from the rows.

Source: the Compose Specification, "Services top-level element", for names, meanings and merge rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Annotated, Any, Literal, get_args, get_type_hints

from pydantic import AfterValidator, BaseModel
from pydantic import Field as YAMLField

from socketlab.hosts.images import ImageName
from socketlab.hosts.limits import MemoryLimit, ProcessLimit, Processors, Ulimit, Ulimits
from socketlab.hosts.mounts import Mount, Mounts
from socketlab.hosts.texts import (
    Capabilities,
    EnvironmentNames,
    Folder,
    KernelSettings,
    MemoryFolders,
    SecurityOptions,
    StopSignal,
    User,
    possible,
)
from socketlab.hosts.values import Healthcheck
from socketlab.language.units import Duration
from socketlab.language.values import Words
from socketlab.language.variables import finish

Merge = Literal["fixed", "replace", "add"]
"""What a scenario may do to a service's setting: nothing, replace it, or add to it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How one setting is written and changed.

    Args:
        name: Its name in YAML, which is Compose's.
        type: Its type in YAML.
        summary: What it sets, as a phrase.
        merge: What a scenario may do to it.
        variables: Whether its texts may hold variables that only the plan knows, such as ``${index}``.
        of_job: Whether a job on a host that already runs can have it too.
        planned_as: Its name in the plan, with the unit where it has one: that of the row's field.
        default: Its value where the service leaves it out, ``None`` for the image's own: that of the field.
    """

    name: str
    type: Any
    summary: str
    merge: Merge = field(default="fixed", kw_only=True)
    variables: bool = field(default=True, kw_only=True)
    of_job: bool = field(default=False, kw_only=True)
    planned_as: str = field(default="", kw_only=True)
    default: Any = field(default=None, kw_only=True)

    @property
    def changeable(self) -> bool:
        """Whether a scenario may change it."""
        return self.merge != "fixed"

    def merged(self, own: Any, change: Any) -> Any:
        """The service's own value with the scenario's change; ``None`` changes nothing."""
        if change is None:
            return own
        if self.merge == "add":
            return {**own, **change} if isinstance(own, dict) else tuple(dict.fromkeys((*own, *change)))
        return change

    def finished(self, value: Any, variables: Mapping[str, str]) -> Any:
        """The value with its texts' variables filled in, where it may hold any."""
        return _finished(value, variables) if self.variables else value

    @staticmethod
    def checked(kind: Any) -> Any:
        """A type, with the check of every setting: that its texts can be passed to a program at all."""
        return Annotated[kind, AfterValidator(possible)]

    def yaml_field(self) -> Any:
        """The field of a model in YAML."""
        if isinstance(self.default, dict):
            return YAMLField(default_factory=dict, description=self.summary)
        return YAMLField(default=self.default, description=self.summary)


_Words = tuple[str, ...]
_Options = dict[str, str]
_Limits = dict[str, int | Ulimit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What a private host runs and may use: a service with its changes. Its fields are the table of settings.

    Sizes are in bytes, times in seconds. ``None`` keeps the image's own setting.
    """

    image: Annotated[
        str, Setting("image", ImageName | None, "the image to start", merge="replace", variables=False)
    ]
    command: Annotated[
        _Words | None,
        Setting("command", Words | None, "the command and its arguments", merge="replace", of_job=True),
    ] = None
    entrypoint: Annotated[
        _Words | None, Setting("entrypoint", Words | None, "the program that gets the command as arguments")
    ] = None
    environment: Annotated[
        _Options,
        Setting("environment", EnvironmentNames, "environment variables", merge="add", of_job=True),
    ] = field(default_factory=dict)
    hostname: str = ""
    user: Annotated[
        str | None, Setting("user", User | None, "the user that runs the program", merge="replace")
    ] = None
    working_dir: Annotated[
        str | None, Setting("working_dir", Folder | None, "the folder the program runs in", merge="replace")
    ] = None
    read_only: Annotated[
        bool, Setting("read_only", bool, "whether the root file system is read-only", variables=False)
    ] = False
    tmpfs: Annotated[_Words, Setting("tmpfs", MemoryFolders, "folders in memory, with their options")] = ()
    volumes: tuple[str, ...] = ()
    mounts: Annotated[
        tuple[Mount, ...], Setting("volumes", Mounts, "volumes, and copies of files and folders")
    ] = ()
    cap_add: Annotated[
        _Words, Setting("cap_add", Capabilities, "Linux capabilities to add", merge="add")
    ] = ()
    cap_drop: Annotated[_Words, Setting("cap_drop", Capabilities, "Linux capabilities to drop")] = ()
    security_opt: Annotated[_Words, Setting("security_opt", SecurityOptions, "security options")] = ()
    sysctls: Annotated[
        _Options,
        Setting("sysctls", KernelSettings, "kernel settings of the host's own namespaces", merge="add"),
    ] = field(default_factory=dict)
    ulimits: Annotated[
        _Limits, Setting("ulimits", Ulimits, "what one process may have", merge="add", variables=False)
    ] = field(default_factory=dict)
    mem_limit_bytes: Annotated[
        int | None,
        Setting("mem_limit", MemoryLimit | None, "memory at most", merge="replace", variables=False),
    ] = None
    pids_limit: Annotated[
        int | None,
        Setting("pids_limit", ProcessLimit | None, "processes at most", merge="replace", variables=False),
    ] = None
    cpus: Annotated[
        float | None,
        Setting("cpus", Processors | None, "processors at most", merge="replace", variables=False),
    ] = None
    init: Annotated[bool, Setting("init", bool, "whether an init is process 1", variables=False)] = False
    stdin_open: Annotated[
        bool, Setting("stdin_open", bool, "whether standard input stays open", variables=False)
    ] = False
    stop_signal: Annotated[
        str | None, Setting("stop_signal", StopSignal | None, "the signal that asks the program to end")
    ] = None
    stop_grace_s: Annotated[
        float,
        Setting(
            "stop_grace_period",
            Duration | None,
            "from the stop signal to SIGKILL",
            merge="replace",
            variables=False,
        ),
    ] = 10.0
    healthcheck: Annotated[
        Healthcheck | None,
        Setting("healthcheck", Healthcheck | None, "how to find out whether it is healthy", merge="replace"),
    ] = None


def _table() -> dict[str, Setting]:
    hints = get_type_hints(Machine, include_extras=True)
    table = {}
    for planned in fields(Machine):
        row = next((part for part in get_args(hints[planned.name])[1:] if isinstance(part, Setting)), None)
        if row is None:
            continue
        default = None if planned.default is MISSING else planned.default
        default = default if planned.default_factory is MISSING else planned.default_factory()
        table[row.name] = replace(row, planned_as=planned.name, default=default)
    return table


SETTINGS: dict[str, Setting] = _table()
"""Every setting, by its name in YAML."""

CHANGEABLE: dict[str, Setting] = {name: setting for name, setting in SETTINGS.items() if setting.changeable}
"""Those that a scenario may change."""


def definition_fields() -> dict[str, Any]:
    """The fields of a service definition, for pydantic's ``create_model``: one for each setting."""
    return {name: (setting.checked(setting.type), setting.yaml_field()) for name, setting in SETTINGS.items()}


def change_fields() -> dict[str, Any]:
    """The fields of what a scenario changes about a service; one that is absent changes nothing."""
    return {
        name: (setting.checked(setting.type | None), YAMLField(default=None, description=setting.summary))
        for name, setting in CHANGEABLE.items()
    }


def machine_of(
    definition: BaseModel, change: BaseModel, *, hostname: str, variables: Mapping[str, str], own: bool
) -> Machine:
    """The machine of one host or client.

    Args:
        definition: Its service.
        change: What the scenario puts over it.
        hostname: Its name.
        variables: Values for ``${...}``.
        own: Whether the scenario itself defines the service. One from a compose file is taken unchanged:
            Compose has filled in its variables, and what looks like one now is the shell's.
    """
    planned: dict[str, Any] = {}
    for name, setting in SETTINGS.items():
        value = getattr(definition, name)
        if own:
            value = setting.finished(value, variables)
        if setting.changeable:
            value = setting.merged(value, setting.finished(getattr(change, name), variables))
        planned[setting.planned_as] = setting.default if value is None else value
    return Machine(hostname=hostname, **planned)


def changed_by(change: BaseModel) -> tuple[str, ...]:
    """The settings that a scenario's change gives, in the table's order."""
    given = (name for name in CHANGEABLE if name in change.model_fields_set)
    return tuple(name for name in given if getattr(change, name) is not None)


def given_in(definition: BaseModel) -> tuple[str, ...]:
    """The settings that a service's definition gives, in the table's order."""
    return tuple(name for name in SETTINGS if name in definition.model_fields_set)


def _finished(value: Any, variables: Mapping[str, str]) -> Any:
    match value:
        case str():
            return finish(value, variables)
        case tuple():
            return tuple(_finished(item, variables) for item in value)
        case dict():
            return {name: _finished(item, variables) for name, item in value.items()}
        case Mount():
            texts = {name: finish(getattr(value, name), variables) for name in ("source", "target")}
            return value.model_copy(update=texts)
        case Healthcheck():
            return value.model_copy(update={"test": _finished(value.test, variables)})
    return value
