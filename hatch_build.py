"""Put what the lab is made of into the wheel: ``socketlab.resources`` finds it below ``socketlab/data``.

A wheel has one import package; everything else of the repository that a command needs travels as data. An
editable install has none of it: there the repository itself is at hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = "socketlab/data"
FOLDERS = ("scenarios", "images", "services")
FILES = ("compose.yaml",)
STARTED_FROM_A_CLONE = {"scenarios/__init__.py", "scenarios/__main__.py"}
"""What makes ``python -m scenarios`` work; an installation has the ``socketlab`` command."""


class DataFiles(BuildHookInterface[Any]):
    """Adds the data files to a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name each file and its place in the wheel.

        Args:
            version: ``standard``, or ``editable``.
            build_data: What the builder goes by.
        """
        if version == "standard":
            build_data["force_include"].update(data_files(Path(self.root)))


def data_files(root: Path) -> dict[str, str]:
    """Where each data file stands in the repository, and in the wheel.

    Args:
        root: The repository.
    """
    found = [root / name for name in FILES]
    for folder in FOLDERS:
        found += sorted(file for file in (root / folder).rglob("*") if file.is_file())
    names = [file.relative_to(root).as_posix() for file in found if "__pycache__" not in file.parts]
    return {str(root / name): f"{DATA}/{name}" for name in names if name not in STARTED_FROM_A_CLONE}
