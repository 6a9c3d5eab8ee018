"""Archives of the user's files, made while they are sent: bounded, and with their owners and permissions.

Source: tar(5), ustar; the Compose Specification, "volumes", for what a missing source of a short mount is.
"""

from __future__ import annotations

import os
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path

from socketlab.errors import LabError
from socketlab.hosts.mounts import MOST_BYTES, MOST_FILES, Mount
from socketlab.language.dotenv import read_settings
from socketlab.language.textfiles import read_text
from socketlab.language.wording import cut

ROOT = "socketlab-copy"
"""The folder of the archive that has it all: its own permissions are kept so, too."""

FILE = "file"
"""The name of a single file there."""

_BLOCK = 1 << 18


def source_of(mount: Mount) -> Path:
    """The file or folder that a mount copies."""
    return Path(mount.source).expanduser()


def is_folder(mount: Mount) -> bool:
    """Whether a mount is one of a folder; what is missing becomes an empty one."""
    return mount.kind == "bind" and not source_of(mount).is_file()


def packed(mount: Mount) -> Iterator[bytes]:
    """The archive of what a mount copies.

    Raises:
        LabError: when it cannot be read, or is too much.
    """
    try:
        yield from _packed(mount)
    except OSError as error:
        place = error.filename or mount.source
        raise LabError(
            f'cannot copy "{cut(str(place))}": {(error.strerror or str(error)).lower()}'
        ) from error


def _packed(mount: Mount) -> Iterator[bytes]:
    if mount.kind == "bind":
        source = source_of(mount)
        if is_folder(mount):
            yield from _folder(source, required=mount.required)
        else:
            yield _root()
            yield from _file(source, f"{ROOT}/{FILE}", mount, MOST_BYTES)
    else:
        yield _root()
        content = (_variable(mount) if mount.kind == "variable" else mount.source).encode()
        entry = _entry(f"{ROOT}/{FILE}", tarfile.REGTYPE, 0o444)
        entry.size = len(content)
        yield _owned(entry, mount).tobuf()
        yield content + bytes(-len(content) % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _variable(mount: Mount) -> str:
    """The value of an environment variable, or of a setting in the project's own ``.env``."""
    if mount.source in os.environ:
        return os.environ[mount.source]
    settings = Path(dict(mount.options)["folder"], ".env")
    if settings.is_file():
        known = read_settings(read_text(settings, shown_as=".env"), file=".env", outside=os.environ)
        if mount.source in known:
            return known[mount.source]
    raise LabError(f'no variable "{cut(mount.source)}" for "{mount.target}" (set it in the environment)')


def _entry(name: str, kind: bytes, mode: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode = kind, mode
    return entry


def _root() -> bytes:
    return _entry(ROOT, tarfile.DIRTYPE, 0o755).tobuf()


def _owned(entry: tarfile.TarInfo, mount: Mount | None) -> tarfile.TarInfo:
    """An entry with the owner and permissions that a mount gives, where it does."""
    if mount is not None:
        entry.mode = entry.mode if mount.mode is None else mount.mode
        entry.uid = entry.uid if mount.uid is None else mount.uid
        entry.gid = entry.gid if mount.gid is None else mount.gid
    return entry


def _folder(source: Path, *, required: bool) -> Iterator[bytes]:
    if not source.is_dir():
        if required or source.exists():
            raise LabError(f'cannot copy "{cut(str(source))}": no such file or folder')
        yield _root()
        return
    left_bytes, left_files = MOST_BYTES, MOST_FILES
    for path, name in _tree(source):
        entry = _entry_of(path, name)
        left_files -= 1
        left_bytes -= entry.size if entry is not None and entry.isreg() else 0
        if left_files < 0 or left_bytes < 0:
            raise LabError(too_much(source))
        if entry is None:
            continue
        if entry.isreg():
            yield from _file(path, name, None, left_bytes + entry.size)
        else:
            yield entry.tobuf()


def too_much(source: Path) -> str:
    """The message about a folder that is too large to be copied."""
    most = f"{MOST_BYTES // 1_000_000} MB and {MOST_FILES} files at most"
    return f'cannot copy "{cut(str(source))}": it holds too much ({most}; mount a folder in it)'


def _tree(source: Path) -> Iterator[tuple[Path, str]]:
    """The folder, and all below it, each with its name in the archive."""
    yield source, ROOT
    for place, folders, files in os.walk(source):
        inside = Path(place).relative_to(source)
        for name in sorted((*folders, *files)):
            yield Path(place, name), str(Path(ROOT) / inside / name)


def _entry_of(path: Path, name: str) -> tarfile.TarInfo | None:
    """What an archive says of a folder, file or link; ``None`` for what else there is, such as a socket."""
    status = path.stat() if name == ROOT else path.lstat()
    kinds = {stat.S_IFDIR: tarfile.DIRTYPE, stat.S_IFREG: tarfile.REGTYPE, stat.S_IFLNK: tarfile.SYMTYPE}
    kind = kinds.get(stat.S_IFMT(status.st_mode))
    if kind is None:
        return None
    entry = _entry(name, kind, stat.S_IMODE(status.st_mode))
    entry.uid, entry.gid, entry.mtime = status.st_uid, status.st_gid, int(status.st_mtime)
    entry.size = status.st_size if kind == tarfile.REGTYPE else 0
    entry.linkname = str(path.readlink()) if kind == tarfile.SYMTYPE else ""
    return entry


def _file(path: Path, name: str, mount: Mount | None, most: int) -> Iterator[bytes]:
    """One file, as long as its entry says, even if it grows or shrinks meanwhile."""
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        if status.st_size > most:
            raise LabError(too_much(path))
        entry = _entry(name, tarfile.REGTYPE, stat.S_IMODE(status.st_mode))
        entry.uid, entry.gid, entry.mtime = status.st_uid, status.st_gid, int(status.st_mtime)
        entry.size = left = status.st_size
        yield _owned(entry, mount).tobuf()
        while left > 0:
            block = file.read(min(left, _BLOCK)) or bytes(min(left, _BLOCK))
            left -= len(block)
            yield block
        yield bytes(-entry.size % tarfile.BLOCKSIZE)
