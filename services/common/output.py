"""What the programs print: whole lines, immediately, and without blocking their work."""

import os
import sys

from services.lab.journal import clock

COMPLAINT_SECONDS = 1.0


def say(line: str) -> None:
    """Print one whole line immediately; if the pipe is closed, print no more and continue."""
    try:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError:
        return  # a full disk, say: what could not be written is tried again with the next line


def complain(line: str) -> None:
    """Print one whole line on standard error."""
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except OSError:
        return


def reason(error: Exception) -> str:
    """Return why an operation failed, beginning in lower case."""
    text = getattr(error, "strerror", None) or str(error)
    return text[:1].lower() + text[1:]


class Complaints:
    """A server's errors on standard error: at most one a second, since errors come in bursts.

    Args:
        program: The name that every line begins with.
    """

    def __init__(self, program: str) -> None:
        self.program = program
        self.last = float("-inf")

    def __call__(self, problem: str) -> None:
        """Print a problem, unless one was printed within the last second."""
        if clock() - self.last >= COMPLAINT_SECONDS:
            self.last = clock()
            complain(f"{self.program}: {problem}")
