"""What the command is called: hints and examples use the name that the user typed.

Texts throughout the package say ``socketlab VERB``. Where it was started as ``python -m scenarios``, what is
printed says that instead.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from socketlab.console import say
from socketlab.errors import Problem

NAME = "socketlab"

MOST_PROBLEMS = 200
"""Problems of one file that are printed."""

VERBS = (
    *("run", "list", "validate", "plan", "judge", "compare", "bundle", "schema", "report"),
    *("clean", "doctor", "init", "demo", "lab"),
    *("up", "ps", "shell", "logs", "fault", "down", "link"),
)
"""Only before one of these is the word ``socketlab`` the command."""

_COMMAND = re.compile(rf"(?<![\w./-]){NAME} (?=(?:{'|'.join(VERBS)})\b)")


def program(started: str | None = None) -> str:
    """How this process was started: ``socketlab``, or ``python -m`` and a module.

    Args:
        started: ``sys.argv[0]`` unless given.
    """
    path = Path(sys.argv[0] if started is None else started)
    if path.name == "__main__.py" and path.parent.name in {NAME, "scenarios"}:
        return f"python -m {path.parent.name}"
    return NAME


def as_called(text: str, name: str | None = None) -> str:
    """A text with the command's name as it was called.

    Args:
        text: Names the command ``socketlab``.
        name: As :func:`program` gives it unless given.
    """
    return _COMMAND.sub(f"{program() if name is None else name} ", text)


def tell(text: str, *, error: bool = False) -> None:
    """Print a line with the command's name as it was called.

    Args:
        text: Names the command ``socketlab``.
        error: Print it on standard error.
    """
    say(as_called(text), error=error)


def tell_problems(problems: Sequence[Problem]) -> None:
    """Print the problems of a file on standard error; of very many the first ones, and their number."""
    for problem in problems[:MOST_PROBLEMS]:
        tell(str(problem), error=True)
    if len(problems) > MOST_PROBLEMS:
        tell(f"... and {len(problems) - MOST_PROBLEMS} more problems", error=True)


def to_paste(arguments: str) -> str:
    """A command that works when it is pasted into the shell that this one was started from.

    Outside an activated environment the bare name is not on ``PATH``; then it is printed with its path.

    Args:
        arguments: The verb and what follows it.
    """
    word, _, module = program().partition(" ")
    executable = Path(sys.executable) if module else Path(sys.executable).with_name(NAME)
    if Path(shutil.which(word) or "").parent != executable.parent:
        here = Path.cwd()
        word = str(executable.relative_to(here) if executable.is_relative_to(here) else executable)
    return " ".join(filter(None, (word, module, arguments)))
