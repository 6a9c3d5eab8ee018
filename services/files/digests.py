"""SHA-256 of files, each read once for as long as it stays what it was.

Teaches: when a cached digest can be trusted. A file is identified by its device and inode number, its size
and its two times; changing a byte changes one of these, unless the change falls into the same tick of the
clock. So the digest of a file that has just changed is not cached.

Choose it where the same large files are requested repeatedly.

Limits: on a file system whose times are coarser than two seconds a change could be missed; the client's
own digest would then differ, and the transfer fail.

Source: stat(2) on st_mtim and st_ctim; the same reasoning in git's documentation, "racy-git".
"""

import hashlib
import os
import threading
import time

from services.files.served_root import RefusedError

READ_BYTES = 1 << 20
SMALL_BYTES = 1 << 16
SETTLED_SECONDS = 2.0
LONGEST_SECONDS = 600.0

Key = tuple[int, int, int, int, int]


class Known:
    """A file's digest, empty until the file has been read; meanwhile, other readers wait for the lock."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.sha256 = ""


class Digests:
    """What is known of the files that were asked for, most recently asked last.

    Args:
        most: How many files to know at once.
        settled_s: How long a file must have been left alone.
    """

    def __init__(self, most: int = 1024, settled_s: float = SETTLED_SECONDS) -> None:
        self.most = most
        self.settled_s = settled_s
        self.lock = threading.Lock()
        self.known: dict[Key, Known] = {}

    def of(self, descriptor: int) -> tuple[int, str]:
        """Return size and SHA-256 of an open file.

        Raises:
            RefusedError: It shrinks, or takes too long to read.
            OSError: It cannot be read.
        """
        status = os.fstat(descriptor)
        changed = max(status.st_mtime, status.st_ctime)
        if status.st_size <= SMALL_BYTES or time.time() - changed < self.settled_s:
            return status.st_size, digest(descriptor, status.st_size)
        known = self._known_as(
            (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size)
        )
        with known.lock:
            known.sha256 = known.sha256 or digest(descriptor, status.st_size)
        return status.st_size, known.sha256

    def _known_as(self, key: Key) -> Known:
        """Return what is known of a file, and forget the least recently requested one."""
        with self.lock:
            known = self.known.pop(key) if key in self.known else Known()
            self.known[key] = known
            while len(self.known) > self.most:
                del self.known[next(iter(self.known))]
        return known


def digest(descriptor: int, size: int) -> str:
    """Digest the first bytes of a file, as many as it is said to have."""
    summary, at, deadline = hashlib.sha256(), 0, time.monotonic() + LONGEST_SECONDS
    while at < size or not at:
        block = os.pread(descriptor, min(size - at, READ_BYTES) or 1, at)
        if bool(block) != bool(size):  # below /proc, say, files claim to be empty and are not
            raise RefusedError("the file is not as long as it claims")
        if time.monotonic() > deadline:
            raise RefusedError(f"it takes more than {LONGEST_SECONDS:g} s to digest")
        if not block:
            break
        summary.update(block)
        at += len(block)
    return summary.hexdigest()
