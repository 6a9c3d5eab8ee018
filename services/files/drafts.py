"""Files that come in piece by piece, and get their name only when they are whole.

Teaches: how to replace a file atomically. The bytes go to a draft in the target's folder; when all have
arrived they are flushed to the disk, and one rename replaces the target with the draft. Until then the old
file stays.

Choose it for any file that another program may read, or that must survive a crash of this one.

Limits: the target's folder must be writable, and have room for both. A target that is not a regular file,
such as /dev/null, is written to directly.

Source: rename(2), "atomically replaced"; fsync(2); flock(2).
"""

import contextlib
import fcntl
import os
import stat
from collections.abc import Callable, Iterator

from services.clients.calling import ClientError
from services.common.output import reason

SUFFIX = ".part"
READ_BYTES = 1 << 20


class Draft:
    """What is to become a file.

    Args:
        path: The target.
        resume: Keep what has come when the transfer fails, as the target's name and `.part`, and go on
            from there the next time.

    Raises:
        ClientError: It cannot be written.
    """

    def __init__(self, path: str, *, resume: bool = False) -> None:
        self.path = path
        self.size = 0
        self.kept = False
        try:
            status = os.stat(path)
            self.direct = not stat.S_ISREG(status.st_mode)
        except (OSError, ValueError):  # it does not exist, or the error is reported below
            self.direct = False
        self.resume = resume and not self.direct
        self.part = self._part()
        with self._writing(path):
            self.descriptor = os.open(self.part, self._flags(), 0o666)
        try:
            if self.resume:
                self._take_over()
        except BaseException:
            os.close(self.descriptor)
            raise

    def _part(self) -> str:
        """Choose where to write."""
        if self.direct:
            return self.path
        if self.resume:
            return self.path + SUFFIX
        # Random, because clients in two containers that share a folder may have the same process number.
        return os.path.join(os.path.dirname(self.path), f".getfile-{os.urandom(6).hex()}")

    def _flags(self) -> int:
        if self.direct:
            return os.O_WRONLY | os.O_TRUNC
        if self.resume:
            return os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
        return os.O_WRONLY | os.O_CREAT | os.O_EXCL

    def _take_over(self) -> None:
        """Go on with a draft of an earlier attempt, unless another client does so right now."""
        with self._writing(self.part):
            try:
                fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ClientError(f'another transfer writes "{self.part}" at the moment') from None
            status, named = os.fstat(self.descriptor), os.stat(self.part)
        if not stat.S_ISREG(status.st_mode) or status.st_ino != named.st_ino:
            raise ClientError(f'cannot resume "{self.part}": it is not a draft of a file')
        self.size = os.lseek(self.descriptor, 0, os.SEEK_END)

    def read(self, take: Callable[[bytes], object], go_on: Callable[[], object]) -> None:
        """Hand over what earlier attempts brought, block by block, as long as one is to go on."""
        at = 0
        with self._writing(self.part):
            while at < self.size and (block := os.pread(self.descriptor, READ_BYTES, at)):
                go_on()
                take(block)
                at += len(block)

    def start_over(self) -> None:
        """Forget what has come so far."""
        if not self.direct:
            with self._writing(self.part):
                os.ftruncate(self.descriptor, 0)
                os.lseek(self.descriptor, 0, os.SEEK_SET)
        self.size = 0

    def write(self, block: memoryview) -> None:
        """Add bytes to the end.

        Raises:
            ClientError: They cannot be written; the disk is full, for example.
        """
        written = 0
        while written < len(block):
            try:
                written += os.write(self.descriptor, block[written:])
            except OSError as error:
                raise ClientError(f"cannot write the file: {reason(error)}") from None
        self.size += written

    def settle(self) -> None:
        """Bring all bytes to the disk.

        Otherwise, after a power failure, the file's name might exist without its bytes.

        Raises:
            ClientError: The disk failed.
        """
        if not self.direct:
            with self._writing(self.path):
                os.fsync(self.descriptor)

    def keep(self) -> None:
        """Make the draft the file, at once.

        Raises:
            ClientError: The target cannot be replaced.
        """
        if not self.direct:
            with self._writing(self.path):
                os.rename(self.part, self.path)
        self.kept = True

    def close(self, *, discard: bool = False) -> None:
        """Close the draft. One that was not kept is removed, unless it can be resumed.

        Args:
            discard: Remove it even then.
        """
        if not self.kept and not self.direct and (discard or not self.resume or not self.size):
            with contextlib.suppress(OSError):
                os.unlink(self.part)
        os.close(self.descriptor)

    @contextlib.contextmanager
    def _writing(self, path: str) -> Iterator[None]:
        """Translate an error into a `ClientError`."""
        try:
            yield
        except (OSError, ValueError) as error:
            raise ClientError(f'cannot write "{path}": {reason(error)}') from None
