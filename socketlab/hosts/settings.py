"""The settings of a host: one row each.

A row says how a setting is written, how a scenario may change it, whether ``${...}`` in it is filled in,
and how the plan stores it. The models of the scenario language, the merging of a service with a scenario's
changes, and the list of what a runtime may honour all follow from the rows.

Source: the Compose Specification, "Services top-level element", for names, meanings and merge rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Annotated, Any, get_args, get_type_hints

from pydantic import BaseModel
from pydantic import Field as YAMLField

from socketlab.hosts.grants import Grant, Grants
from socketlab.hosts.images import ImageName
from socketlab.hosts.limits import MemoryLimit, ProcessLimit, Processors, Ulimit, Ulimits
from socketlab.hosts.lookups import (
    CPUSet,
    DomainName,
    HostEntries,
    Link,
    Links,
    NetworkMode,
    OomScore,
    SwapLimit,
)
from socketlab.hosts.mounts import Mount, Mounts
from socketlab.hosts.setting import Setting
from socketlab.hosts.texts import (
    Capabilities,
    EnvironmentNames,
    Folder,
    KernelSettings,
    MemoryFolders,
    SecurityOptions,
    StopSignal,
    User,
)
from socketlab.hosts.values import Healthcheck
from socketlab.language.units import Duration, Whole
from socketlab.language.values import Memory, Texts, Words

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
    configs: Annotated[
        tuple[Grant, ...], Setting("configs", Grants, "configs that are put in place", variables=False)
    ] = ()
    secrets: Annotated[
        tuple[Grant, ...], Setting("secrets", Grants, "secrets that are put in place", variables=False)
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
    shm_bytes: Annotated[
        int | None, Setting("shm_size", Memory | None, "the size of /dev/shm", variables=False)
    ] = None
    mem_reservation_bytes: Annotated[
        int | None, Setting("mem_reservation", Memory | None, "memory that is kept free", variables=False)
    ] = None
    memswap_bytes: Annotated[
        int | None, Setting("memswap_limit", SwapLimit | None, "memory and swap at most", variables=False)
    ] = None
    cpu_shares: Annotated[
        int | None, Setting("cpu_shares", Whole | None, "its share of busy processors", variables=False)
    ] = None
    cpuset: Annotated[str | None, Setting("cpuset", CPUSet | None, "the processors it may use")] = None
    oom_score_adj: Annotated[
        int | None, Setting("oom_score_adj", OomScore | None, "how soon it is killed", variables=False)
    ] = None
    group_add: Annotated[_Words, Setting("group_add", Texts, "further groups of the user")] = ()
    domainname: Annotated[str | None, Setting("domainname", DomainName | None, "the host's domain")] = None
    extra_hosts: Annotated[_Words, Setting("extra_hosts", HostEntries, "further names, in /etc/hosts")] = ()
    dns: Annotated[_Words, Setting("dns", Texts, "name servers")] = ()
    dns_search: Annotated[_Words, Setting("dns_search", Texts, "domains to search")] = ()
    dns_opt: Annotated[_Words, Setting("dns_opt", Texts, "options of the resolver")] = ()
    network_mode: Annotated[
        str | None,
        Setting("network_mode", NetworkMode | None, "no network at all, where it is none", variables=False),
    ] = None
    links: Annotated[
        tuple[Link, ...],
        Setting("links", Links, "services that must have started before it, with further names for them"),
    ] = ()
    privileged: Annotated[
        bool, Setting("privileged", bool, "whether it may do all, if the scenario allows it", variables=False)
    ] = False
    tty: Annotated[bool, Setting("tty", bool, "whether it has a terminal", variables=False)] = False
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
