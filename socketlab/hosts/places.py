"""Places on a host: absolute paths that an engine accepts and a program finds.

Source: path_resolution(7); limits.h(0P), NAME_MAX 255 and PATH_MAX 4096.
"""

from __future__ import annotations

from collections.abc import Iterable

from socketlab.language.variables import finish, names_in
from socketlab.language.wording import cut

_LONGEST_PART = 255
_LONGEST_PATH = 4095
"""Bytes."""

_KERNELS = ("proc", "sys", "dev")
"""Folders that the kernel fills."""


def without_variables(text: str) -> str:
    """A text with a sample in place of each variable that only the plan knows."""
    return finish(text, dict.fromkeys(names_in(text), "1"))


def absolute_place(text: str) -> str:
    """An absolute path, as it was written.

    Raises:
        ValueError: when it is relative, not in its shortest form, or not possible at all.
    """
    path = without_variables(text)
    if not path.startswith("/"):
        raise ValueError(f'must be an absolute path, not "{cut(text)}"')
    parts = path.removesuffix("/").split("/")[1:]
    if any(part in ("", ".", "..") for part in parts):
        raise ValueError(f'"{cut(text)}" has an empty part, "." or ".." in it (write the path itself)')
    if any(not character.isprintable() for character in path):
        raise ValueError(f'"{cut(text)}" has a control character in it')
    longest = max((len(part.encode()) for part in parts), default=0)
    if longest > _LONGEST_PART or len(path.encode()) > _LONGEST_PATH:
        raise ValueError(
            f'"{cut(text)}" is too long ({_LONGEST_PART} bytes for a name, {_LONGEST_PATH} in all)'
        )
    return text


def file_place(text: str) -> str:
    """A place for a file; a folder other than the root becomes a volume of the host.

    Raises:
        ValueError: when no file can be put there.
    """
    parts = without_variables(absolute_place(text)).split("/")[1:]
    if not parts[-1]:
        raise ValueError(f'"{cut(text)}" is not a place for a file (such as "/srv/file.bin")')
    if parts[0] in _KERNELS:
        raise ValueError(f'"{cut(text)}" is below "/{parts[0]}", which belongs to the kernel')
    return text


def nested_place(places: Iterable[str]) -> tuple[str, str] | None:
    """A file that would have to be another's folder, and that other; ``None`` where there is none."""
    known = set(places)
    for place in known:
        parts = place.split("/")
        for depth in range(2, len(parts)):
            folder = "/".join(parts[:depth])
            if folder in known:
                return folder, place
    return None
