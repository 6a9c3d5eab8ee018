"""The files of a stored run, opened as untrusted input.

A link, a FIFO or a device in a run's folder is not opened: reading it could show another file, block or never
end. Only files of a limited size are read as a whole.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from socketlab.errors import InvalidInput
from socketlab.language.lines import LONGEST_LINE, MissingLines, lines_of
from socketlab.record.logs import size_of_log

_BLOCK = 1 << 18
"""Bytes that are read at once."""

_TAIL = 1 << 16
"""Bytes at the end of a log in which its last line is looked for."""


def open_regular(file: Path) -> BinaryIO:
    """Open a file for reading.

    Raises:
        OSError: when it is not there.
        InvalidInput: when it is not a regular file, or is reached by a link.
    """
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        if file.is_symlink():
            raise _not_a_file(file) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _not_a_file(file)
    return os.fdopen(descriptor, "rb")


def _not_a_file(file: Path) -> InvalidInput:
    return InvalidInput(f'"{file}" is not read: it is not a regular file', hint="replace it by the file")


def read_small(file: Path, *, most: int) -> bytes:
    """A file's content.

    Args:
        file: Which.
        most: Bytes that it may have.

    Raises:
        OSError: when it cannot be read.
        InvalidInput: when it is too large, or not a regular file.
    """
    with open_regular(file) as opened:
        require_size(opened, file, most=most)
        return opened.read(most + 1)


def require_size(opened: BinaryIO, file: Path, *, most: int) -> None:
    """Refuse a file that is too large.

    Raises:
        InvalidInput: when it has more bytes than ``most``.
    """
    size = os.fstat(opened.fileno()).st_size
    if size > most:
        raise InvalidInput(f'"{file}" is too large: {size} bytes, at most {most} are read')


@dataclass(frozen=True, slots=True)
class StoredLog:
    """What a host wrote on a stream, read from its log each time that it is asked for.

    Args:
        file: The log.
        kept: Bytes that were kept, where more was written: the end of the last line is then missing.
    """

    file: Path
    kept: int | None = None

    def blocks(self) -> Iterator[bytes]:
        """All that was written, in pieces that end with a line; of a line that is too long its beginning."""
        kept = b""
        with suppress(OSError), open_regular(self.file) as opened:
            while block := opened.read(_BLOCK):
                finished, feed, rest = block.rpartition(b"\n")
                if feed:
                    yield kept + finished + feed
                    kept = rest
                elif len(kept) <= LONGEST_LINE:
                    kept += rest
        if kept and (self.kept is None or len(kept) > LONGEST_LINE):
            yield kept

    def tail(self) -> bytes:
        """The end of what was written."""
        try:
            with open_regular(self.file) as opened:
                opened.seek(max(0, opened.seek(0, os.SEEK_END) - _TAIL))
                return opened.read(_TAIL)
        except OSError:
            return b""


@dataclass(frozen=True, slots=True)
class KeptText:
    """What a host wrote on a stream, in memory."""

    text: str
    kept: int | None = None

    def blocks(self) -> Iterator[bytes]:
        """As those of a log."""
        yield self.text.encode()

    def tail(self) -> bytes:
        """All of it."""
        return self.text.encode()


Output = StoredLog | KeptText


def lines_in(output: Output, *, holding: str = "") -> Iterator[str]:
    """The lines of an output; at least those that hold a text, and those that are cut or missing.

    Args:
        output: What a host wrote.
        holding: What the caller looks for: pieces without it are passed over.
    """
    sought = b"" if "\N{REPLACEMENT CHARACTER}" in holding else holding.encode("utf-8", "replace")
    for block in output.blocks():
        if sought in block or len(block) > LONGEST_LINE:  # it may hold a line that is cut
            yield from lines_of(block)
    if output.kept is not None:
        yield MissingLines(size_of_log(output.kept))
