"""What a service mounts, compared with the compose file's sections and with the project's folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from socketlab.errors import Problem
from socketlab.hosts.grants import granted
from socketlab.hosts.mounts import MOST_BYTES, MOST_FILES, Mount, resolved
from socketlab.language.document import Document, YAMLPath
from socketlab.language.wording import cut


def mount_problems(
    document: Document, path: YAMLPath, service: Any, sections: Mapping[str, Any], folder: Path
) -> Iterator[Problem]:
    """What cannot be mounted: names that no section has, sources that are missing or too large.

    Args:
        document: The compose file.
        path: Where the service is in it.
        service: Its definition.
        sections: The compose file's sections.
        folder: The project's folder.
    """
    for mount in service.mounted:
        message = _trouble(resolved(mount, str(folder)))
        if message:
            yield document.problem((*path, "volumes"), message)
    for section in ("configs", "secrets"):
        for grant in getattr(service, section):
            mount = granted(grant, sections[section], secret=section == "secrets")
            message = _trouble(resolved(mount, str(folder)))
            if message:
                yield document.problem((*path, section), message)


def _trouble(mount: Mount) -> str:
    """Why something cannot be mounted; empty if it can."""
    return _trouble_of_source(mount) if mount.kind == "bind" and mount.copied else ""


def _trouble_of_source(mount: Mount) -> str:
    source = Path(mount.source).expanduser()
    shown = cut(mount.source)
    try:
        if source.is_dir():
            return _too_much(source)
        if source.is_file() and source.stat().st_size > MOST_BYTES:
            return f'"{shown}" has more than {MOST_BYTES // 1_000_000} MB'
        if source.exists() and not source.is_file():
            return f'"{shown}" is neither a file nor a folder: it cannot be copied for a run'
    except OSError as error:
        return f'cannot read "{shown}": {(error.strerror or "unknown").lower()}'
    return f'no file or folder "{shown}"' if mount.required and not source.exists() else ""


def _too_much(folder: Path) -> str:
    """Why a folder cannot be copied for each run; looked at no further than that."""
    size = files = 0
    for place, folders, names in os.walk(folder):
        files += len(folders) + len(names)
        size += sum(os.lstat(Path(place, name)).st_size for name in names) if files <= MOST_FILES else 0
        if files > MOST_FILES or size > MOST_BYTES:
            most = f"{MOST_BYTES // 1_000_000} MB and {MOST_FILES} files"
            return f'"{cut(str(folder))}" has more than {most}, too much to copy (mount a folder in it)'
    return ""
