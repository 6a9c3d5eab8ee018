"""The files of a scenario's folder that go to hosts, mostly programs; they are read with the scenario."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from socketlab.errors import InvalidInput, Problem
from socketlab.language.document import Document, YAMLPath
from socketlab.language.textfiles import read_text
from socketlab.language.wording import cut
from socketlab.spec.scenario import Changes

MOST_BYTES = 1_000_000
"""Length of one such file: it travels in the plan."""


class Sources:
    """Reads the files that the hosts and fleets of one scenario name, each once.

    Args:
        document: The scenario's file, for the place of each problem.
        folder: What the names are relative to: its folder.
    """

    def __init__(self, document: Document, folder: Path) -> None:
        self.texts: dict[str, str] = {}
        self._document = document
        self._folder = folder

    def problems(self, path: YAMLPath, member: Changes | None) -> Iterator[Problem]:
        """Read what a host or fleet names; a problem for each file that cannot be had."""
        for place, file in member.files.items() if member is not None else ():
            if file.source is None or file.source in self.texts:
                continue
            try:
                self.texts[file.source] = _read(self._folder, file.source)
            except InvalidInput as error:
                yield self._document.problem((*path, "files", place, "source"), error.message)


def _read(folder: Path, source: str) -> str:
    """The text of one file.

    Raises:
        InvalidInput: when it is missing, not a regular file, too long or not text.
    """
    file = folder / source
    shown = cut(source)
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
