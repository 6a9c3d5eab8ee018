"""The folder that a file server serves, and everything that it refuses to send.

Teaches: confinement. A path must not be checked first and opened afterwards, because it could be replaced
in between. Instead its components are opened one after the other, each inside the folder opened before, and
the object that was checked is the object that is read. `..`, absolute paths and symbolic links are refused,
so no name leads out of the folder. The check uses O_PATH and has no side effects: opening a FIFO would
release its writer, and opening a tape would rewind it.

Choose it where untrusted users name files: a server of files, of pages, of uploads.

Limits: a hard link, or a file system mounted below the folder, belongs to the folder. Users who may write
there decide what is served. It needs Linux, and /proc.

Source: openat(2), O_PATH and O_NOFOLLOW; proc(5), /proc/[pid]/fd; path_resolution(7).
"""

import os
import stat

from services.common.output import reason
from services.files import wire

KINDS = {
    stat.S_IFDIR: "a directory",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
    stat.S_IFLNK: "a symbolic link",
}


class RefusedError(Exception):
    """A file is refused; the message gives the reason and reveals nothing else."""


class ServedRoot:
    """A folder whose regular files may be read, and nothing else may.

    Args:
        directory: The folder. It stays the one served, even if another takes its name later.
        anywhere: The classic way: any path, absolute ones and `..` too, and symbolic links are followed.

    Raises:
        OSError: The folder does not exist.
    """

    def __init__(self, directory: str, *, anywhere: bool = False) -> None:
        self.descriptor = os.open(directory, os.O_PATH | os.O_DIRECTORY)
        self.anywhere = anywhere

    def open_file(self, name: bytes) -> int:
        """Open a regular file for reading.

        Args:
            name: What a client calls it: any bytes at all.

        Returns:
            Its descriptor, which the caller closes.

        Raises:
            RefusedError: There is no such file, it is none to be sent, or it may not be read.
        """
        check_name(name)
        try:
            found = self._look_anywhere(name) if self.anywhere else self._walk(name)
            try:
                return open_seen(found)
            finally:
                os.close(found)
        except OSError as error:
            raise RefusedError(reason(error)) from None

    def _look_anywhere(self, name: bytes) -> int:
        """Open what a name refers to, as the kernel resolves it."""
        return os.open(name, os.O_PATH, dir_fd=self.descriptor)

    def _walk(self, name: bytes) -> int:
        """Open what a name refers to inside the folder."""
        at = os.dup(self.descriptor)
        try:
            for component in components(name):
                below = os.open(component, os.O_PATH | os.O_NOFOLLOW, dir_fd=at)
                os.close(at)
                at = below
                refuse_link(at)
        except BaseException:
            os.close(at)
            raise
        return at


def check_name(name: bytes) -> None:
    """Refuse what cannot be a file name."""
    if not name:
        raise RefusedError("the name is empty")
    if b"\0" in name:
        raise RefusedError("no file has such a name")
    if len(name) > wire.MOST_NAME_BYTES:
        raise RefusedError("file name too long")


def components(name: bytes) -> list[bytes]:
    """Take a name apart, or refuse it where it would lead out of the folder."""
    if name.startswith(b"/"):
        raise RefusedError("absolute paths are not served")
    parts = name.split(b"/")
    if b".." in parts:
        raise RefusedError('".." is not served')
    if parts[-1] in {b"", b"."}:
        raise RefusedError("it is a directory, not a regular file")
    return [part for part in parts if part not in {b"", b"."}]


def refuse_link(seen: int) -> None:
    """Refuse a symbolic link, whatever its target."""
    if stat.S_ISLNK(os.fstat(seen).st_mode):
        raise RefusedError("symbolic links are not followed")


def open_seen(seen: int) -> int:
    """Reopen for reading what was opened with O_PATH, if it is a regular file."""
    mode = os.fstat(seen).st_mode
    if not stat.S_ISREG(mode):
        raise RefusedError(f"it is {KINDS[stat.S_IFMT(mode)]}, not a regular file")
    return os.open(f"/proc/self/fd/{seen}", os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
