"""Relative paths of a compose file, as seen from the project's folder.

A file that is included or extended from another folder writes its paths relative to its own.

Source: compose-go v2, ``paths/resolve.go``.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from socketlab.compose.nodes import Node, changed
from socketlab.compose.unicity import pattern_of
from socketlab.errors import InvalidInput
from socketlab.language.document import YAMLPath
from socketlab.language.wording import cut

_REMOTE_FILE = re.compile(r"(https?|ssh|git|oci)://|git@|github\.com/")

_REMOTE = ("https://", "http://", "git://", "ssh://", "github.com/", "git@", "service:")
"""What a context of a build begins with that is not a folder."""


@dataclass(frozen=True, slots=True)
class Base:
    """Where relative paths start.

    Args:
        folder: A folder, relative to the project's own, or absolute.
        home: The user's folder, which ``~`` means; empty where it is not known.
    """

    folder: str = "."
    home: str = ""

    def path(self, written: str) -> str:
        """A path relative to the project's folder."""
        if written.startswith("~") and self.home:
            written = posixpath.join(self.home, written[1:].lstrip("/"))
        if self.folder == "." or written.startswith("/") or not written:
            return written
        joined = posixpath.normpath(posixpath.join(self.folder, written))
        return joined if joined.startswith(("/", "../")) or joined in (".", "..") else f"./{joined}"

    def inside(self, folder: str) -> Base:
        """The base of paths that start in a folder."""
        return Base(posixpath.normpath(posixpath.join(self.folder, folder)), self.home)


def refuse_remote(name: str) -> None:
    """Refuse what is not a local file.

    Raises:
        InvalidInput: when it is an address of the network.
    """
    if _REMOTE_FILE.match(name):
        raise InvalidInput(f'"{cut(name)}" is not a file of this machine (copy it beside the project)')


def rebased(node: Node, path: YAMLPath, base: Base) -> Node:
    """A service, volume, config or secret with its paths relative to the project's folder."""

    def change(scalar: Node, at: YAMLPath) -> Any:
        if not isinstance(scalar.value, str):
            return scalar.value
        return _changed(scalar.value, at, base)

    if path[0] == "services":
        return _with_binds(changed(node, path, change), base)
    return changed(node, path, change) if _has_paths(node, path[0]) else node


def _has_paths(node: Node, section: Any) -> bool:
    if section == "volumes":
        options = node.members.get("driver_opts")
        return node.text("driver") == "local" and options is not None and options.text("o") == "bind"
    return section in ("configs", "secrets")


def _changed(text: str, path: YAMLPath, base: Base) -> str:
    key = _KEYS.get(pattern_of(path)[:1] + pattern_of(path)[2:])
    return text if key is None else key(text, base)


def _context(text: str, base: Base) -> str:
    return text if "://" in text or text.startswith(_REMOTE) else base.path(text)


def _volume(text: str, base: Base) -> str:
    """A volume in its short form; only what looks like a path is one."""
    source, colon, rest = text.partition(":")
    return f"{base.path(source)}{colon}{rest}" if colon and source.startswith((".", "/", "~")) else text


def _path(text: str, base: Base) -> str:
    return base.path(text)


def _named_context(text: str, base: Base) -> str:
    name, equals, value = text.partition("=")
    return f"{name}={_context(value, base)}" if equals else text


_KEYS: dict[YAMLPath, Callable[[str, Base], str]] = {
    ("services", "build"): _context,
    ("services", "build", "context"): _context,
    ("services", "build", "additional_contexts", "*"): _named_context,
    ("services", "env_file"): _path,
    ("services", "env_file", "*"): _path,
    ("services", "env_file", "*", "path"): _path,
    ("services", "label_file"): _path,
    ("services", "label_file", "*"): _path,
    ("services", "volumes", "*"): _volume,
    ("configs", "file"): _path,
    ("secrets", "file"): _path,
    ("volumes", "driver_opts", "device"): _path,
}
"""The keys that hold paths, without the name of the service, volume, config or secret."""


def _with_binds(service: Node, base: Base) -> Node:
    """The service with the sources of its bind mounts, in their long form, changed."""
    volumes = service.members.get("volumes")
    if volumes is None or not isinstance(volumes.value, list):
        return service
    items = [_bind(item, base) if item.text("type") == "bind" else item for item in volumes.value]
    return service.holding({**service.members, "volumes": volumes.holding(items)})


def _bind(volume: Node, base: Base) -> Node:
    source = volume.members.get("source")
    if source is None or not isinstance(source.value, str):
        return volume
    return volume.holding({**volume.members, "source": source.holding(base.path(source.value))})
