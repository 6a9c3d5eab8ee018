"""Every error that a user may meet, and the exit code each one ends the program with.

    LabError                3  the lab is at fault: engine, image, network, a condition not in force
    ├── EngineUnreachable   3  no Docker engine answers
    ├── ImageMissing        3  an image that a service needs is not on this machine
    └── DeadlinePassed      3  something that had to happen did not, in time
    InvalidInput            4  a scenario, a name or an option is wrong
    ├── InvalidFile         4  a file is wrong, in one or more places, each with its line
    └── InvalidInputs       4  several of these in one command

A failed check is not an error: it is data, and it ends the program with 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

_LONGEST_FOREIGN = 300
"""Characters of a foreign exception's text that are shown."""


class ExitCode(IntEnum):
    """What the program's exit status says; the numbers agree with pytest's where both have one.

    Source: pytest reference, ``pytest.ExitCode`` (0 to 5).
    """

    PASS = 0
    FAIL = 1
    INTERRUPTED = 2
    LAB_ERROR = 3
    INVALID = 4
    NOTHING_RAN = 5


class SocketlabError(Exception):
    """An error with a sentence for the user and, where there is one, what to do next.

    Args:
        message: What happened, lower case, no full stop, values in quotes.
        hint: One imperative sentence: what to do about it.
        source: Where it happened: a file with line and column, or a command.
    """

    exit_code = ExitCode.LAB_ERROR

    def __init__(self, message: str, *, hint: str | None = None, source: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.source = source

    def __str__(self) -> str:
        """One line: source, message, hint."""
        place = f"{self.source}: " if self.source else ""
        advice = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{advice}"


class LabError(SocketlabError):
    """The lab, not the program under test, is at fault."""


def reason_of(error: OSError) -> str:
    """What the operating system says, in lower case: ``no such file or directory``."""
    return (error.strerror or str(error)).lower()


def described(error: BaseException) -> str:
    """Any exception as one line for the user; one that is not ours is a fault of this program."""
    if isinstance(error, SocketlabError):
        return str(error)
    words = " ".join(str(error).split())[:_LONGEST_FOREIGN]
    return f"the lab itself failed: {type(error).__name__}{f': {words}' if words else ''}"


class EngineUnreachable(LabError):
    """No Docker engine answers where one was expected."""


class NetworkStuck(LabError):
    """The engine does not remove a network although no container is on it."""


class ImageMissing(LabError):
    """A service's image is not on this machine."""


class DeadlinePassed(LabError):
    """Something that had to happen did not happen in time."""


class InvalidInput(SocketlabError):
    """A scenario, a name or an option that is invalid."""

    exit_code = ExitCode.INVALID


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in one place of a file.

    Args:
        file: The file as the user named it.
        line: Counted from 1.
        column: Counted from 1.
        path: Where in the document, such as ``fleets.clients.count``; empty for the document itself.
        message: What is wrong, with its hint in parentheses.
        option: The option that brought the mistake to this place, such as ``--set server=nope``.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    option: str = ""

    def __str__(self) -> str:
        """``file:line:column path: message``, the form editors jump to; an option comes before it."""
        place = f"{self.file}:{self.line}:{self.column}" + (f" {self.path}" if self.path else "")
        if self.option:
            return f"{self.option}: {self.message}, at {place}"
        return f"{place}: {self.message}" if self.path else f"{place} {self.message}"


class InvalidInputs(InvalidInput):
    """Several mistakes in one command, all of them reported at once.

    Args:
        errors: The mistakes; those of files may be several each.
    """

    def __init__(self, errors: tuple[InvalidInput, ...]) -> None:
        self.errors = errors
        super().__init__("\n".join(str(error) for error in errors))


class InvalidFile(InvalidInput):
    """A file with one or more mistakes, all of them reported at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
