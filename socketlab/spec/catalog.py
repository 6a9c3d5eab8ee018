"""Finding scenarios: by name in the catalogue, or by the path of a file."""

from __future__ import annotations

import math
import stat
from pathlib import Path
from typing import Any

from socketlab.errors import InvalidInput
from socketlab.language.document import read_document
from socketlab.language.wording import cut, suggestion
from socketlab.resources import root

CATALOG = root() / "scenarios"


def names() -> tuple[str, ...]:
    """The catalogue's scenarios, sorted."""
    return tuple(sorted(file.stem for file in CATALOG.glob("*.yaml")))


def find(name: str) -> Path:
    """The file of a scenario.

    Args:
        name: A name of the catalogue, or a path (with a slash, or ending in .yaml or .yml).

    Raises:
        InvalidInput: when there is none.
    """
    if "/" in name or name.lower().endswith((".yaml", ".yml")):
        path = Path(name)
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except (OSError, ValueError) as error:
            reason = (getattr(error, "strerror", None) or "no file can have this name").lower()
            raise InvalidInput(f'cannot read "{cut(name)}": {reason}') from error
        if is_folder:
            raise InvalidInput(f'cannot read "{cut(name)}": it is a folder')
        return path
    if name not in names():
        hint = suggestion(name, names()) or "see socketlab list"
        raise InvalidInput(f'no scenario "{cut(name)}"', hint=hint)
    return CATALOG / f"{name}.yaml"


def tagged(tag: str) -> tuple[Path, ...]:
    """The files of all scenarios of the catalogue that carry a tag.

    Raises:
        InvalidInput: when none does.
    """
    rows = summaries()
    files = tuple(Path(row["file"]) for row in rows if tag in row["tags"])
    if not files:
        known = sorted({known for row in rows for known in row["tags"]})
        hint = suggestion(tag, known) or f"there are {', '.join(known)}"
        raise InvalidInput(f'no scenario has the tag "{tag}"', hint=hint)
    return files


def summaries() -> list[dict[str, Any]]:
    """Name, title, tags, number of runs and file of each scenario of the catalogue.

    Only what a list shows is read; ``validate`` reads the rest.
    """
    rows: list[dict[str, Any]] = []
    for name in names():
        tree = read_document(CATALOG / f"{name}.yaml").tree
        matrix = tree.get("matrix") or {}
        rows.append(
            {
                "name": name,
                "title": str(tree.get("title", "")),
                "tags": [str(tag) for tag in tree.get("tags") or ()],
                "runs": math.prod(len(values) for values in matrix.values()),
                "file": str(CATALOG / f"{name}.yaml"),
            }
        )
    return rows
