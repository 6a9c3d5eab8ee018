"""Programs that the router runs, and what it says when one fails."""

from __future__ import annotations

import subprocess

from services.router.commands import Command


class Refused(Exception):
    """An order that cannot be carried out; the message says what is missing."""


def run(command: Command) -> str:
    """Run a program to its end.

    Raises:
        Refused: when it fails, with the end of its output.
    """
    program, text = command
    done = subprocess.run(program, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[-300:]
        raise Refused(f"{' '.join(program)} failed: {said}")
    return done.stdout


def succeeds(program: tuple[str, ...], text: str = "") -> bool:
    """Whether a program succeeds."""
    try:
        run((program, text))
    except (OSError, Refused):
        return False
    return True
