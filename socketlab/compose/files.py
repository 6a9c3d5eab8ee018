"""The files of one Compose project: each read once, within bounds for all of them together."""

from __future__ import annotations

import posixpath
import stat
from collections.abc import Mapping
from pathlib import Path

from socketlab.errors import InvalidInput
from socketlab.language.document import Document, read_document
from socketlab.language.nodes import MOST_VALUES
from socketlab.language.textfiles import read_text
from socketlab.language.wording import cut

MOST_FILES = 50
"""Compose files and files of variables that one project may have."""

MOST_TEXT = 1 << 20
"""Characters of all files of variables, each counted whenever it is used."""


class ProjectFiles:
    """Reads the files of a project, whose names are relative to its folder.

    Args:
        folder: The project's folder.
        shown: What messages call the folder; empty for the current one.
        shown_as: What messages call files that have a name of their own.
    """

    def __init__(self, folder: Path, *, shown: str = "", shown_as: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._shown = shown
        self._shown_as = shown_as or {}
        self._documents: dict[str, Document] = {}
        self._texts: dict[str, str] = {}
        self._values_left = MOST_VALUES
        self._text_left = MOST_TEXT

    def shown(self, name: str) -> str:
        """What messages call a file."""
        known = self._shown_as.get(name)
        return known if known is not None else posixpath.normpath(posixpath.join(self._shown, name))

    def document(self, name: str) -> Document:
        """A compose file.

        Raises:
            InvalidInput: when it cannot be read, or the project's files are too many or too large.
            InvalidFile: when it is not YAML.
        """
        if name not in self._documents:
            self._count(name)
            found = read_document(self._folder / name, shown_as=self.shown(name), compose=True)
            self._documents[name] = found
            self._values_left -= len(found.places)
            if self._values_left < 0 and len(self._documents) > 1:
                reason = f"the project's files have more than {MOST_VALUES} values together"
                raise InvalidInput(f'cannot read "{cut(self.shown(name))}": {reason}')
        return self._documents[name]

    def text(self, name: str) -> str:
        """A file of variables.

        Raises:
            InvalidInput: when it cannot be read, or there are too many files or too much text in them.
        """
        if name not in self._texts:
            self._count(name)
            self._texts[name] = read_text(self._folder / name, shown_as=self.shown(name))
        self._text_left -= len(self._texts[name])
        if self._text_left < 0:
            reason = f"more than {MOST_TEXT} characters of variables are read"
            raise InvalidInput(f'cannot read "{cut(self.shown(name))}": {reason}')
        return self._texts[name]

    def is_there(self, name: str) -> bool:
        """Whether there is a file or anything else of this name."""
        try:
            return (self._folder / name).exists()
        except (OSError, ValueError):
            return False

    def is_file(self, name: str) -> bool:
        """Whether there is a file of this name that is not a folder."""
        try:
            return not stat.S_ISDIR((self._folder / name).stat().st_mode)
        except (OSError, ValueError):
            return False

    def _count(self, name: str) -> None:
        if len(self._documents) + len(self._texts) >= MOST_FILES:
            reason = f"the project has more than {MOST_FILES} files"
            raise InvalidInput(f'cannot read "{cut(self.shown(name))}": {reason}')
