"""Where the catalogue, compose.yaml, the image folders and the services are."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_DATA = _PACKAGE / "data"
"""Where a wheel has them (see ``hatch_build.py``); a clone has no such folder."""


def root() -> Path:
    """The folder that has them: a part of the installed package, or the repository."""
    return _DATA if _DATA.is_dir() else _PACKAGE.parent


def in_clone() -> bool:
    """Whether this package is used from a clone of the repository, where ``make`` has verbs."""
    return not _DATA.is_dir()
