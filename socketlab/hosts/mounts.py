"""What a host mounts: ``volumes``, in both of Compose's forms.

Source: the Compose Specification, "Services top-level element", volumes.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from socketlab.language.values import Memory, absolute_path
from socketlab.language.wording import WrongPart, cut, instead
from socketlab.language.written import written_as

MountKind = Literal["volume", "bind", "tmpfs"]

ENGINE_SOCKETS = ("/var/run/docker.sock", "/run/docker.sock")

_KERNEL = ("/proc", "/sys", "/dev")
_MODES = {"ro", "rw", "z", "Z", "cached", "delegated", "consistent", "nocopy", ""}
"""Source: the Compose Specification, short syntax, ACCESS_MODE; docker run, option --volume."""


class Mount(BaseModel):
    """One mount of a host.

    Args:
        kind: A volume that the engine keeps, a copy of what is at a path of the project, or memory.
        source: The volume's name in the compose file, empty for one without a name; or the path.
        target: Where the host sees it.
        read_only: Whether its programs cannot write there.
        nocopy: Whether the image's content does not appear in a new volume.
        size_bytes: The most that memory holds; 0 for no limit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: MountKind
    source: str = ""
    target: str
    read_only: bool = False
    nocopy: bool = False
    size_bytes: int = 0


class _Volume(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    nocopy: bool = False
    subpath: str | None = None
    labels: Any = None


class _Bind(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    propagation: str | None = None
    create_host_path: bool = True
    selinux: str | None = None
    recursive: str | None = None


class _Memory(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    size: Memory = 0
    mode: Any = None


class _Long(BaseModel):
    """The long form; its other types of mounts need more than a run has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: MountKind
    source: str = ""
    target: str
    read_only: bool = False
    consistency: str | None = None
    volume: _Volume = _Volume()
    bind: _Bind = _Bind()
    tmpfs: _Memory = Field(default=_Memory())

    def mount(self) -> Mount:
        if self.volume.subpath is not None:
            raise ValueError("volume.subpath is not supported (mount the whole volume)")
        return Mount(
            kind=self.type,
            source=self.source,
            target=self.target,
            read_only=self.read_only,
            nocopy=self.volume.nocopy,
            size_bytes=self.tmpfs.size,
        )


def _short(text: str) -> Mount:
    parts = text.split(":")
    if len(parts) == 1:
        return Mount(kind="volume", target=parts[0])
    source, target, *modes = parts
    if len(modes) > 1 or not source:
        raise ValueError(f'"{cut(text)}" is not a volume (write source:target, or source:target:ro)')
    given = set(",".join(modes).split(","))
    if not given <= _MODES:
        wrong = ", ".join(sorted(given - _MODES))
        raise ValueError(f'"{cut(wrong)}" is not a mode of a volume (use ro or rw)')
    is_path = source.startswith(("/", ".", "~"))
    return Mount(
        kind="bind" if is_path else "volume",
        source=source,
        target=target,
        read_only="ro" in given,
        nocopy="nocopy" in given,
    )


def _checked(mount: Mount) -> Mount:
    absolute_path(mount.target)
    if posixpath.normpath(mount.target) == "/":
        raise ValueError('a volume cannot be mounted at "/"')
    if mount.kind != "bind":
        return mount
    if not mount.source:
        raise ValueError(f'the bind mount at "{cut(mount.target)}" has no source')
    source = posixpath.normpath(mount.source)
    if source == "/" or source.startswith(tuple(f"{folder}/" for folder in _KERNEL)) or source in _KERNEL:
        message = f'"{cut(mount.source)}" of this machine is not given to hosts'
        raise ValueError(f"{message} (bind mounts are copies of project files)")
    return mount


def _mount(value: Any) -> Mount:
    if isinstance(value, str):
        return _checked(_short(value))
    if isinstance(value, Mount):
        return value
    if isinstance(value, int | float | list) or value is None:
        raise ValueError(f"must be source:target, or a mapping with type, source and target{instead(value)}")
    kind = value.get("type")
    if kind not in ("volume", "bind", "tmpfs"):
        raise ValueError(
            f'a mount of the type "{cut(str(kind))}" is not supported (use volume, bind or tmpfs)'
        )
    plain = {key: item for key, item in value.items() if not str(key).startswith("x-")}
    try:
        return _checked(_Long.model_validate(plain).mount())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"{place}: {first['msg'].removeprefix('Value error, ').lower()}") from error


def _mounts(value: Any) -> Any:
    if value is None or isinstance(value, str | dict | int | float):
        raise ValueError(f"must be a list of volumes{instead(value)}")
    found: dict[str, Mount] = {}
    for number, item in enumerate(value):
        try:
            mount = _mount(item)
        except ValueError as error:
            raise WrongPart(str(error), number) from error
        found[posixpath.normpath(mount.target)] = mount
    return tuple(found.values())


Mounts = Annotated[
    tuple[Mount, ...],
    BeforeValidator(_mounts),
    written_as({"type": "array", "items": {"type": ["string", "object"]}}),
]
"""The mounts of a service; of two at one place the later one counts."""


def located(mount: Mount, folder: str) -> Mount:
    """A mount whose path, where it has one, starts from a folder; ``~`` and whole paths stay as they are."""
    if mount.kind != "bind" or mount.source.startswith(("/", "~")):
        return mount
    return mount.model_copy(update={"source": posixpath.normpath(posixpath.join(folder, mount.source))})


def copied(mounts: Iterable[Mount]) -> tuple[str, ...]:
    """The paths of which programs can change the copy, each once."""
    writable = (mount.source for mount in mounts if mount.kind == "bind" and not mount.read_only)
    return tuple(dict.fromkeys(source for source in writable if source not in ENGINE_SOCKETS))
