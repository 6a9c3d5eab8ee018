"""What a line of a program's output is: one definition for logs, triggers and checks.

A line ends with a line feed; carriage returns right before it belong to the ending. Every other character is
part of the line: a carriage return in its middle (a progress bar), a form feed, Unicode's own separators.
What follows the last line feed is an unfinished line and counts as one, so that a prompt can be found. A line
longer than 1 MiB is cut: what follows its first mebibyte is not looked at.

Bytes that are not UTF-8 are read as U+FFFD.
"""

from __future__ import annotations

from collections.abc import Iterator

LONGEST_LINE = 1 << 20
"""Bytes of a line that are looked at."""


def lines_of(content: bytes) -> Iterator[str]:
    """The lines of what a program wrote, the unfinished last one included."""
    start = 0
    while start < len(content):
        found = content.find(b"\n", start)
        end = len(content) if found < 0 else found
        yield text_of_line(content[start : min(end, start + LONGEST_LINE + 1)], finished=found >= 0)
        start = end + 1


def text_of_line(line: bytes, *, finished: bool = True) -> str:
    """The text of one line, without its ending and cut where it is too long.

    Args:
        line: Its bytes, without the line feed.
        finished: Whether a line feed followed; the carriage returns before it are then no part of the line.
    """
    if len(line) > LONGEST_LINE:
        return line[:LONGEST_LINE].decode("utf-8", "replace")
    return (line.rstrip(b"\r") if finished else line).decode("utf-8", "replace")


class LineSplitter:
    """Lines of a stream that arrives in pieces; it holds one unfinished line at most.

    The time for a stream is proportional to its length, whatever the pieces are.
    """

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, piece: bytes) -> list[str]:
        """The lines that a piece finishes."""
        *ends, rest = piece.split(b"\n")
        lines = []
        for end in ends:
            self._add(end)
            lines.append(text_of_line(bytes(self._pending)))
            self._pending.clear()
        self._add(rest)
        return lines

    def _add(self, piece: bytes) -> None:
        self._pending += piece[: LONGEST_LINE + 1 - len(self._pending)]

    @property
    def unfinished(self) -> str:
        """What follows the last line feed so far; empty where nothing does."""
        return text_of_line(bytes(self._pending), finished=False)

    def unfinished_from(self, start: int) -> str:
        """The unfinished line from a byte on: whoever looks again after each piece looks at what is new.

        Args:
            start: Bytes of the line that need not be looked at again.
        """
        return bytes(self._pending[start:LONGEST_LINE]).decode("utf-8", "replace")

    @property
    def pending_bytes(self) -> int:
        """How long the unfinished line is so far, in bytes."""
        return min(len(self._pending), LONGEST_LINE)
