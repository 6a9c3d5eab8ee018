"""The files that a host is given before it starts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from socketlab.hosts.model import PlacedFile
from socketlab.hosts.settings import Machine
from socketlab.language.variables import finish
from socketlab.spec.files import FileSpec


def plan_files(
    files: Mapping[str, FileSpec], *, sources: Mapping[str, str], variables: Mapping[str, str], seed: int
) -> tuple[PlacedFile, ...]:
    """Decide what each file holds.

    Args:
        files: What the scenario says of them, by path.
        sources: The text of each file that a ``source:`` names.
        variables: Values for ``${...}`` in paths and texts; a source is taken unchanged.
        seed: Fixes the noise.
    """
    return tuple(
        PlacedFile(
            path=finish(path, variables),
            text=_text(file, sources, variables),
            size_bytes=file.size or 0,
            seed=_seed_for(path, seed),
            **_marks(file),
        )
        for path, file in files.items()
    )


def folders_of(files: tuple[PlacedFile, ...], machine: Machine) -> tuple[str, ...]:
    """The folders that must be volumes, since a host's own files may be read-only; mounts are already."""
    folders = {file.path.rsplit("/", 1)[0] for file in files} - {
        "",
        *(mount.target for mount in machine.mounts),
    }
    return tuple(sorted(folders))


def _marks(file: FileSpec) -> dict[str, int]:
    """Permissions and owner, as far as they are given."""
    uid, _, gid = (file.owner or "").partition(":")
    given = {"mode": file.mode, "uid": int(uid) if uid else None, "gid": int(gid) if gid else None}
    return {name: value for name, value in given.items() if value is not None}


def _text(file: FileSpec, sources: Mapping[str, str], variables: Mapping[str, str]) -> str | None:
    if file.source is not None:
        return sources[file.source]
    return None if file.text is None else finish(file.text, variables)


def _seed_for(purpose: str, seed: int) -> int:
    digest = hashlib.sha256(f"{seed}/{purpose}".encode()).digest()
    return int.from_bytes(digest[:8], "big")
