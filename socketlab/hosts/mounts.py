"""What is mounted in a host, in Compose's forms: volumes, copies of files and folders, folders in memory.

Source: the Compose Specification, "volumes" of a service, short and long syntax;
compose-go v2, ``format/volume.go``, for the short one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from socketlab.hosts.places import absolute_place, without_variables
from socketlab.language.values import Memory
from socketlab.language.wording import WrongPart, cut, instead, one_of, suggestion
from socketlab.language.written import written_as

MOST_BYTES = 200_000_000
MOST_FILES = 20_000
"""What one bind mount may hold: it is copied for each run."""

SOCKETS = ("/var/run/docker.sock", "/run/docker.sock")
"""The engine's own socket: who has it has this machine."""

_KERNELS = ("/proc", "/sys", "/dev")
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*")
_OF_THE_ENGINE = (
    *("z", "Z", "cached", "delegated", "consistent"),
    *("private", "rprivate", "shared", "rshared", "slave", "rslave"),
)
"""Options of the short syntax that change nothing in a copy."""

_KEYS = ("bind", "consistency", "read_only", "source", "target", "tmpfs", "type", "volume")
_OF_KIND = {
    "bind": ("create_host_path", "propagation", "recursive", "selinux"),
    "volume": ("labels", "nocopy"),
    "tmpfs": ("mode", "size"),
}


class Mount(BaseModel):
    """One mount of a host.

    Args:
        kind: ``volume`` of the run, or of the host alone where it has no name; ``bind``, a copy of a file
            or folder; ``tmpfs``; ``text`` and ``variable``, a file with the text itself, or with that of
            an environment variable.
        source: The volume's name, the file or folder, the text or the variable.
        target: Where it is in the host.
        read_only: Whether the host can only read it.
        nocopy: Whether a new volume stays empty, whatever the image has there.
        required: Whether a file or folder has to be there; Compose makes an empty folder of some.
        size_bytes: The most that a folder in memory holds.
        mode: Its permissions; the source's own where they are not given. Also the next two.
        options: The options of a volume's driver; for a variable, the folder whose ``.env`` may have it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["bind", "volume", "tmpfs", "text", "variable"]
    source: str = ""
    target: str
    read_only: bool = False
    nocopy: bool = False
    required: bool = False
    size_bytes: int | None = None
    mode: int | None = None
    uid: int | None = None
    gid: int | None = None
    options: tuple[tuple[str, str], ...] = ()

    @property
    def copied(self) -> bool:
        """Whether the run puts something there that comes from outside."""
        return self.kind in ("text", "variable") or (self.kind == "bind" and self.source not in SOCKETS)


def _mounts(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    found: dict[str, Mount] = {}
    for number, item in enumerate(value):
        try:
            mount = item if isinstance(item, Mount) else _mount(item)
        except ValueError as error:
            raise WrongPart(str(error), number) from error
        found[mount.target] = mount  # as in Compose, the last one counts
    return tuple(found.values())


def _mount(item: Any) -> Mount:
    if isinstance(item, str):
        return _short(item)
    if isinstance(item, dict):
        return _long(item)
    raise ValueError(f'must be a text such as "./data:/data" or a mapping{instead(item)}')


def _short(text: str) -> Mount:
    parts = text.split(":")
    if len(parts) == 1:
        return Mount(kind="volume", target=target_place(text))
    if len(parts) > 3:
        raise ValueError(f'"{cut(text)}" has too many parts (write SOURCE:TARGET:MODE)')
    options = parts[2].split(",") if len(parts) == 3 else []
    known = ("ro", "rw", "nocopy", *_OF_THE_ENGINE)
    for option in options:
        if option not in known:
            raise ValueError(f'"{cut(option)}" is not a mode of a volume ({one_of(known[:3])})')
    kind: Literal["bind", "volume"] = "bind" if parts[0].startswith((".", "/", "~")) else "volume"
    return Mount(
        kind=kind,
        source=_source(kind, parts[0]),
        target=target_place(parts[1]),
        read_only="ro" in options,
        nocopy="nocopy" in options,
    )


def _long(item: Mapping[str, Any]) -> Mount:
    for key in item:
        if key not in _KEYS and not str(key).startswith("x-"):
            raise ValueError(
                f'"{cut(str(key))}" is not known here ({suggestion(key, _KEYS) or one_of(_KEYS)})'
            )
    kind, source = item.get("type", "volume"), str(item.get("source") or "")
    if kind not in _OF_KIND:
        raise ValueError(f'"{cut(str(kind))}" is not a type that a run has ({one_of(tuple(_OF_KIND))})')
    own = _own(item, kind)
    if kind == "bind" and not source:
        raise ValueError("a bind mount needs a source")
    size = own.get("size")
    return Mount(
        kind=kind,
        source=_source(kind, source) if source and kind != "tmpfs" else "",
        target=target_place(item.get("target")),
        read_only=_flag(item, "read_only"),
        nocopy=_flag(own, "nocopy"),
        required=kind == "bind" and not own.get("create_host_path", False),
        size_bytes=None if size is None else size_of(size),
        mode=permissions(own.get("mode")),
    )


def _own(item: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The part of the long syntax that belongs to one type."""
    own = item.get(kind) or {}
    if not (isinstance(own, dict) and own.keys() <= set(_OF_KIND[kind])):
        known = f"{kind} may have {', '.join(_OF_KIND[kind])}"
        raise ValueError(f"{known}{instead(', '.join(map(str, own)) if isinstance(own, dict) else own)}")
    return own


def _flag(item: Mapping[str, Any], key: str) -> bool:
    value = item.get(key, False)
    if value not in (True, False):
        raise ValueError(f"{key} must be true or false{instead(value)}")
    return bool(value)


def size_of(value: Any) -> int:
    """Bytes, as Compose writes them.

    Raises:
        ValueError: when it is not a size.
    """
    try:
        return int(TypeAdapter(Memory).validate_python(value))
    except ValidationError as error:
        raise ValueError(f'must be a number and b, k, m or g, such as "128m"{instead(value)}') from error


def permissions(value: Any) -> int | None:
    """Permissions as a number: what begins with 0 is octal, and so is a text, as Compose has it.

    Raises:
        ValueError: when they are none.
    """
    if value is None:
        return None
    try:
        octal = isinstance(value, str) or str(value).startswith("0")
        mode = int(str(value), 8) if octal else int(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"must be permissions such as 0440{instead(value)}") from error
    if not 0 <= mode <= 0o7777:
        raise ValueError(f"must be permissions such as 0440{instead(value)}")
    return mode


def target_place(value: Any) -> str:
    """Where something is mounted in a host, as an absolute path in its shortest form.

    Raises:
        ValueError: when it is not one.
    """
    if not isinstance(value, str) or not value:
        raise ValueError("a mount needs a target, an absolute path in the host")
    place = absolute_place(f"/{posixpath.normpath(value).lstrip('/')}" if value.startswith("/") else value)
    if place == "/":
        raise ValueError('"/" cannot be mounted over (name a folder in it)')
    return place


def _source(kind: str, source: str) -> str:
    if kind == "volume":
        if not _NAME.fullmatch(without_variables(source)):
            raise ValueError(f'"{cut(source)}" is not the name of a volume (a path begins with "./" or "/")')
        return source
    plain = posixpath.normpath(source)
    kernels = next((folder for folder in _KERNELS if f"{plain}/".startswith(f"{folder}/")), "")
    if kernels:
        raise ValueError(f'"{cut(source)}" belongs to this machine\'s kernel (a host has its own {kernels})')
    if plain == "/":
        raise ValueError('"/" is this whole machine (name a folder in it)')
    return plain


def resolved(mount: Mount, folder: str) -> Mount:
    """A mount whose source is seen from where the program runs, not from the project's folder."""
    if mount.kind == "variable":
        return mount.model_copy(update={"options": (("folder", folder),)})
    if mount.kind != "bind" or mount.source.startswith(("/", "~")):
        return mount
    return mount.model_copy(update={"source": posixpath.normpath(posixpath.join(folder, mount.source))})


Mounts = Annotated[
    tuple[Mount, ...],
    BeforeValidator(_mounts),
    written_as(
        {
            "title": "list of mounts",
            "type": "array",
            "items": {"anyOf": [{"type": "string"}, {"type": "object", "required": ["target"]}]},
        }
    ),
]
