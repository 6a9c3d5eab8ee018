"""The files of a scenario's folder that go to hosts, mostly programs; they are read with the scenario."""

from __future__ import annotations

import stat
from pathlib import Path

from socketlab.errors import InvalidInput, Problem
from socketlab.language.document import Document
from socketlab.language.textfiles import read_text
from socketlab.spec.scenario import ScenarioSpec

MOST_BYTES = 1_000_000
"""Length of one such file: it travels in the plan."""


def read_sources(
    spec: ScenarioSpec, document: Document, folder: Path, problems: list[Problem]
) -> dict[str, str]:
    """Read every file that a ``source:`` names.

    Args:
        spec: The scenario.
        document: Where it came from, for the place of each problem.
        folder: What the names are relative to: the folder of the scenario's file.
        problems: Gets one for each file that cannot be had.

    Returns:
        The text of each file, by the name that the scenario gives it.
    """
    found: dict[str, str] = {}
    for group, members in (("hosts", spec.hosts), ("fleets", spec.fleets)):
        for name, member in members.items():
            for path, file in member.files.items():
                if file.source is None or file.source in found:
                    continue
                try:
                    found[file.source] = _read(folder, file.source)
                except InvalidInput as error:
                    place = (group, name, "files", path, "source")
                    problems.append(document.problem(place, error.message))
    return found


def _read(folder: Path, source: str) -> str:
    """The text of one file.

    Raises:
        InvalidInput: when it is missing, not a regular file, too long or not text.
    """
    file = folder / source
    shown = source[:80]
    try:
        status = file.stat()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no file can have this name"
        raise InvalidInput(f'cannot read "{shown}": {reason.lower()}') from error
    if not stat.S_ISREG(status.st_mode):
        raise InvalidInput(f'cannot read "{shown}": not a regular file')
    if status.st_size > MOST_BYTES:
        raise InvalidInput(f'cannot read "{shown}": {status.st_size} bytes, more than {MOST_BYTES}')
    return read_text(file, shown_as=shown)
