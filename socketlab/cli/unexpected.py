"""Errors that no command expects: one line and a status that is never that of a failed check."""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Sequence
from typing import Any, Self

from socketlab.cli.signals import leave_interrupted
from socketlab.errors import ExitCode

DEBUG = "SOCKETLAB_DEBUG"
"""Set to anything but 0, it shows the traceback of such an error."""

_JUDGING = {"run", "judge", "demo"}
_MOST_CHARACTERS = 400


def gives_verdict(arguments: Sequence[str]) -> bool:
    """Whether the exit status of a command is that of a run."""
    verb = next((word for word in arguments if not word.startswith("-")), "")
    return verb in _JUDGING and not {"-h", "--help"} & set(arguments)


class Explained:
    """A context around a command: whatever it raises is printed as a line and becomes an exit status.

    Args:
        arguments: The command.

    Attributes:
        status: Of the command, where it raised something.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self.status: int = ExitCode.LAB_ERROR if gives_verdict(arguments) else ExitCode.INVALID

    def __enter__(self) -> Self:
        """Nothing to begin."""
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        """Explain the error; an exit passes."""
        if isinstance(error, KeyboardInterrupt):
            leave_interrupted()
        elif isinstance(error, Exception):
            _print(error)
        else:
            return False
        return True


def in_words(error: BaseException) -> str:
    """An unexpected error as the message of a line."""
    match error:
        case MemoryError():
            return "out of memory"
        case RecursionError():
            return "the input is nested too deeply"
        case OSError(strerror=str(reason), filename=place) if reason:
            return (
                f'{reason.lower()}: "{os.fsdecode(place)}"'
                if isinstance(place, str | bytes)
                else reason.lower()
            )
    text = " ".join(str(error).split())[:_MOST_CHARACTERS]
    return f"internal error: {type(error).__name__}" + (f": {text}" if text else "")


def take_hooks() -> None:
    """Explain what threads raise in the same way; be silent on what is raised while objects are freed."""
    threading.excepthook = _of_thread
    sys.unraisablehook = _of_unraisable


def _of_thread(arguments: Any) -> None:
    if arguments.exc_value is not None:
        _print(arguments.exc_value)


def _of_unraisable(arguments: Any) -> None:
    """An interrupt that came at such a moment must not be lost."""
    if isinstance(arguments.exc_value, KeyboardInterrupt):
        leave_interrupted()
    if _debugging() and arguments.exc_value is not None:
        traceback.print_exception(arguments.exc_value)


def _print(error: BaseException) -> None:
    from socketlab.console import say

    debugging = _debugging()
    if debugging:
        traceback.print_exception(error)
    hint = "" if debugging else f" (set {DEBUG}=1 to see the traceback)"
    say(f"error: {in_words(error)}{hint}", error=True)


def _debugging() -> bool:
    return os.environ.get(DEBUG, "") not in ("", "0")
