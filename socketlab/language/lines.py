"""What a line of a program's output is: one definition for logs, triggers, readiness and checks.

A line ends with a line feed; carriage returns right before it belong to the ending. Every other character is
part of the line: a carriage return in its middle (a progress bar), a form feed, Unicode's own separators.
What follows the last line feed is an unfinished line. Text that a line must contain is found in an unfinished
line too, so that a prompt can be found; a regular expression is applied to whole lines. When the output has
ended, its unfinished line is whole.

A line longer than 1 MiB is cut: only its first mebibyte is searched, and a check whose answer depends on the
rest answers unknown. Bytes that are not UTF-8 are read as U+FFFD.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

LONGEST_LINE = 1 << 20
"""Bytes of a line that are searched."""


class CutLine(str):
    """The beginning of a line that is longer than :data:`LONGEST_LINE`."""

    __slots__ = ()


class MissingLines(str):
    """In place of the lines that were not kept: how much of the output was, such as ``64 MiB``."""

    __slots__ = ()


def lines_of(content: bytes) -> Iterator[str]:
    """The lines of what a program wrote, the unfinished last one included."""
    start = 0
    while start < len(content):
        found = content.find(b"\n", start)
        end = len(content) if found < 0 else found
        kept = content[start : min(end, start + LONGEST_LINE + 2)]
        yield text_of_line(kept, finished=found >= 0)
        start = end + 1


def text_of_line(line: bytes, *, finished: bool = True) -> str:
    """The text of one line, without its ending; a :class:`CutLine` where it is too long.

    Args:
        line: Its bytes, without the line feed.
        finished: Whether a line feed followed; the carriage returns before it are then not part of the line.
    """
    if finished and len(line) <= LONGEST_LINE + 1:
        line = line.rstrip(b"\r")
    if len(line) > LONGEST_LINE:
        return CutLine(line[:LONGEST_LINE].decode("utf-8", "replace"))
    return line.decode("utf-8", "replace")


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

    def end(self) -> list[str]:
        """The unfinished line, where there is one: the stream has ended, and the line with it."""
        lines = [self.unfinished] if self._pending else []
        self._pending.clear()
        return lines

    def _add(self, piece: bytes) -> None:
        self._pending += piece[: LONGEST_LINE + 2 - len(self._pending)]

    @property
    def unfinished(self) -> str:
        """What follows the last line feed so far; empty where nothing does."""
        return text_of_line(bytes(self._pending), finished=False)

    def unfinished_from(self, start: int) -> str:
        """The unfinished line from a byte on, or from the character that this byte is part of.

        Args:
            start: Bytes of the line that need not be searched again.
        """
        while 0 < start < len(self._pending) and self._pending[start] & 0xC0 == 0x80:  # inside a character
            start -= 1
        return bytes(self._pending[start:LONGEST_LINE]).decode("utf-8", "replace")

    @property
    def pending_bytes(self) -> int:
        """How long the unfinished line is so far, in bytes."""
        return min(len(self._pending), LONGEST_LINE)


class LineFinder:
    """Counts the matching lines of a stream that arrives in pieces, each as soon as it is found.

    Of an unfinished line each byte is searched about once, whatever the pieces are.

    Args:
        contains: The text that a line must contain, finished or not; empty where ``matches`` is given.
        matches: What is asked of each whole line instead.
    """

    def __init__(self, contains: str = "", *, matches: Callable[[str], object] | None = None) -> None:
        self._contains = contains
        self._matches = matches
        self._lines = LineSplitter()
        self._overlap = 4 * len(contains)
        self._searched = 0
        self._found = False

    def feed(self, piece: bytes) -> int:
        """How many more lines match with this piece."""
        number = sum([self._finish(line) for line in self._lines.feed(piece)])
        return number + self._search_unfinished()

    def end(self) -> int:
        """How many more lines match now that the stream has ended: an unfinished line is whole."""
        return sum([self._finish(line) for line in self._lines.end()])

    def _finish(self, line: str) -> bool:
        found = self._found
        self._found, self._searched = False, 0
        return not found and self._fits(line)

    def _fits(self, line: str) -> bool:
        return self._contains in line if self._matches is None else bool(self._matches(line))

    def _search_unfinished(self) -> bool:
        """Whether the unfinished line contains the text for the first time."""
        if self._matches is not None or self._found or self._lines.pending_bytes == self._searched:
            return False
        text = self._lines.unfinished_from(max(0, self._searched - self._overlap))
        self._searched = self._lines.pending_bytes
        self._found = self._contains in text
        return self._found
