"""The three standard streams, whatever they are connected to.

A stream may be closed (``>&-``), on a full disk, or a pipe that is read no more, and its encoding may lack
characters of a name. None of that ends a command: what cannot be written is dropped and remembered, and
characters that the encoding lacks are escaped. The only place that opens or replaces a standard stream.
"""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from typing import Any, TextIO

_ENCODING = "utf-8"
"""Of a stream that was closed when the interpreter started, and so has none."""


class Stream(io.BufferedWriter):
    """A descriptor that can always be written to.

    An interrupt inside it loses nothing and writes nothing twice: the bytes are counted by the methods that
    it extends, which are not left in between.

    Args:
        descriptor: 1 or 2; it stays open.

    Attributes:
        lost: Why output was dropped; ``None`` while all was written.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__(io.FileIO(descriptor, "w", closefd=False))
        self.lost: OSError | None = None

    def write(self, content: Any) -> int:
        """Take all of the content."""
        rest = memoryview(content).cast("B")
        size = rest.nbytes
        while self.lost is None:
            try:
                super().write(rest)
            except BlockingIOError as error:  # a terminal or pipe that is set to not block
                rest = rest[error.characters_written :]
                self._wait()
            except OSError as error:
                self.lost = error
            else:
                break
        return size

    def flush(self) -> None:
        """Write what is pending."""
        while self.lost is None:
            try:
                super().flush()
            except BlockingIOError:
                self._wait()
            except OSError as error:
                self.lost = error
            else:
                break

    def _wait(self) -> None:
        select.select([], [self], [])


class Standard:
    """Standard input, output and error of this process.

    Once made, ``sys.stdin``, ``sys.stdout`` and ``sys.stderr`` are files, and the descriptors 0, 1 and 2 are
    in use: no file of evidence is opened under one of these numbers.
    """

    def __init__(self) -> None:
        _fill(0, os.O_RDONLY)
        for descriptor in (1, 2):
            _fill(descriptor, os.O_RDONLY)  # writing to it fails, as it does on the closed descriptor
        if not sys.stdin:
            sys.stdin = open(0, encoding=_ENCODING, errors="replace", closefd=False)  # noqa: SIM115
        self._out, self._err = Stream(1), Stream(2)
        sys.stdout = _text(self._out, sys.stdout, by_line=self._out.isatty())
        sys.stderr = _text(self._err, sys.stderr, by_line=True)

    def finish(self) -> str:
        """Write what is pending.

        Returns:
            Why output was lost, in words; empty if none was, or if its reader has read enough.
        """
        sys.stdout.flush()
        sys.stderr.flush()
        lost = self._out.lost
        if lost is None or lost.errno == errno.EPIPE:
            return ""
        return (lost.strerror or str(lost)).lower()


def _fill(descriptor: int, flags: int) -> None:
    """Open the null device where a descriptor is closed."""
    try:
        os.fstat(descriptor)
    except OSError:
        os.open(os.devnull, flags)  # the lowest free number, as those below are in use


def _text(raw: Stream, before: TextIO | None, *, by_line: bool) -> TextIO:
    encoding = before.encoding if before is not None else _ENCODING
    return io.TextIOWrapper(raw, encoding=encoding, errors="backslashreplace", line_buffering=by_line)
