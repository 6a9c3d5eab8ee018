"""What a host writes on standard error, divided into lines that may be notes and the rest."""

from __future__ import annotations

from collections.abc import Iterator

from socketlab.record.journal import LINE_START, LONGEST_NOTE


class Lines:
    """Holds back the beginning of a line for as long as it may become a note; it is never long."""

    def __init__(self) -> None:
        self._held = b""
        self._inside = False

    def divide(self, content: bytes) -> Iterator[tuple[bytes, bool]]:
        """The pieces that some bytes complete, in order.

        Yields:
            A line that may be a note, without its end, and True; or any other output, and False.
        """
        *whole, rest = content.split(b"\n")
        for part in whole:
            line, candidate = self._held + part, not self._inside
            self._held, self._inside = b"", False
            if candidate and line.startswith(LINE_START) and len(line) <= LONGEST_NOTE:
                yield line, True
            else:
                yield line + b"\n", False
        if rest:
            yield from self._hold(self._held + rest)

    def end(self) -> bytes:
        """What is still held: the host has ended, and its last line may lack its end."""
        held, self._held, self._inside = self._held, b"", False
        return held

    def _hold(self, line: bytes) -> Iterator[tuple[bytes, bool]]:
        """Keep an unfinished line that may be a note; any other is output already."""
        starts = line[: len(LINE_START)] == LINE_START[: len(line)]
        if starts and not self._inside and len(line) <= LONGEST_NOTE:
            self._held = line
        else:
            self._held, self._inside = b"", True
            yield line, False
