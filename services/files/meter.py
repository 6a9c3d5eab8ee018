"""The progress of a transfer for a user: a line on standard error.

Teaches: to write to a terminal and to a pipe differently. On a terminal one line is overwritten
repeatedly; in a pipe, where nothing can be overwritten, each report is a line, and there are few.

Choose it for anything that takes longer than a second.

Limits: the rate is the average since the beginning, so that the time left is wrong where the rate
changes.
"""

import os
import sys

from services.lab.journal import clock

TERMINAL_SECONDS = 0.1
PIPE_SECONDS = 1.0
UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")
CLEAR = "\r\x1b[K"


class Meter:
    """A line that shows the progress.

    Args:
        when: `always`, `never`, or `auto`: on a terminal.
    """

    def __init__(self, when: str) -> None:
        self.terminal = sys.stderr.isatty()
        self.wanted = when == "always" or (when == "auto" and self.terminal)
        self.began = clock()
        self.told_at = float("-inf")
        self.first: int | None = None
        self.open_line = False
        self.done = False

    def tell(self, received: int, size: int | None) -> None:
        """Show the progress, unless it was shown just now."""
        if self.first is None:
            self.first, self.began = received, clock()
        pause = TERMINAL_SECONDS if self.terminal else PIPE_SECONDS
        done = received == size
        if not self.wanted or self.done or (clock() - self.told_at < pause and not done):
            return
        self.told_at, self.done = clock(), done
        line = describe(received, size, received - self.first, clock() - self.began)
        self._write(f"{CLEAR}{line}" if self.terminal else f"{line}\n")
        self.open_line = self.terminal

    def end(self) -> None:
        """Leave the line, so that whatever is printed next has one of its own."""
        if self.open_line:
            self._write("\n")
            self.open_line = False

    def _write(self, text: str) -> None:
        try:
            os.write(sys.stderr.fileno(), text.encode())
        except (OSError, ValueError):
            self.wanted = False


def describe(received: int, size: int | None, brought: int, seconds: float) -> str:
    """Return percent, bytes, rate and time left, of these what is known.

    Args:
        received: Bytes that are here.
        size: Bytes in all.
        brought: Those of the bytes here that this attempt brought.
        seconds: What it took.
    """
    rate = brought / seconds if seconds > 0 else 0.0
    parts = [amount(received) if size is None else f"{amount(received)} of {amount(size)}"]
    if size:
        parts.insert(0, f"{100 * received // size:3d}%")
    if rate:
        parts.append(f"{amount(rate)}/s")
        if size is not None:
            parts.append(f"{duration((size - received) / rate)} left")
    return ", ".join(parts)


def amount(count: float) -> str:
    """Return a number of bytes with three digits or so."""
    scale = 0
    while count >= 999.5 and scale < len(UNITS) - 1:
        count, scale = count / 1000, scale + 1
    return f"{count:.0f} {UNITS[scale]}" if not scale or count >= 99.5 else f"{count:.1f} {UNITS[scale]}"


def duration(seconds: float) -> str:
    """Return a time in hours, minutes and seconds."""
    minutes, rest = divmod(int(seconds + 0.999), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
