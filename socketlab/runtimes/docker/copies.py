"""Copies of what a project keeps beside its compose file: a run reads it and never changes it.

A folder is copied into a volume of the run, which all hosts that mount it share; a file is put into each of
them.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
import tarfile
import tempfile
from pathlib import Path
from typing import IO, Any

from socketlab.errors import LabError, reason_of
from socketlab.language.units import format_size

MOST_BYTES = 200_000_000
MOST_FILES = 20_000
"""Of one folder: it is copied for each run."""

_IN_MEMORY = 8 << 20


def packed(source: Path, *, name: str = "") -> IO[bytes]:
    """A folder's content, or one file under a name, as a tar archive; modes, owners and links stay.

    Args:
        source: The folder or file.
        name: The file's name in the archive.

    Raises:
        LabError: when it cannot be read, is too much, or holds what is neither file, folder nor link.
    """
    with contextlib.ExitStack() as stack:
        archive = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))
        try:
            with tarfile.open(fileobj=archive, mode="w", format=tarfile.PAX_FORMAT) as tar:
                whole = source.resolve()
                _Packing(tar, whole).add(whole, name or ".")
        except OSError as error:
            raise LabError(f'cannot copy "{source}": {reason_of(error)}') from error
        archive.seek(0)
        stack.pop_all()  # the caller closes it
        return archive


class _Packing:
    """Adds files to an archive, up to the bounds."""

    def __init__(self, tar: tarfile.TarFile, source: Path) -> None:
        self._tar = tar
        self._source = source
        self._files = 0
        self._bytes = 0

    def add(self, path: Path, name: str) -> None:
        status = path.lstat()
        self._count(status)
        entry = self._tar.gettarinfo(str(path), arcname=name)
        entry.uname = entry.gname = ""
        if stat.S_ISREG(status.st_mode):
            entry.type, entry.size = tarfile.REGTYPE, status.st_size  # a hard link is a file of its own
            with path.open("rb") as content:
                self._tar.addfile(entry, content)
            return
        self._tar.addfile(entry)
        if stat.S_ISDIR(status.st_mode):
            for child in sorted(path.iterdir()):
                self.add(child, f"{name}/{child.name}")

    def _count(self, status: os.stat_result) -> None:
        mode = status.st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)):
            raise LabError(f'cannot copy "{self._source}": it holds a socket, a FIFO or a device')
        self._files += 1
        self._bytes += status.st_size if stat.S_ISREG(mode) else 0
        if self._files > MOST_FILES:
            raise LabError(f'cannot copy "{self._source}": more than {MOST_FILES} files')
        if self._bytes > MOST_BYTES:
            raise LabError(f'cannot copy "{self._source}": more than {format_size(MOST_BYTES)}')


def with_parents(api: Any, container: str, source: Path, target: str) -> None:
    """Put a file into a created container, with the folders that lead to it.

    Raises:
        APIError: what the engine refuses.
    """
    folder, _, name = target.rpartition("/")
    api.put_archive(container, "/", _folders(folder))
    with packed(source, name=name) as archive:
        api.put_archive(container, folder or "/", archive)


def _folders(folder: str) -> bytes:
    """An archive with a folder and those above it; the engine leaves alone what is there."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        parts = folder.strip("/").split("/") if folder.strip("/") else []
        for number in range(1, len(parts) + 1):
            entry = tarfile.TarInfo("/".join(parts[:number]))
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(entry)
    return content.getvalue()
