"""Golden files: what a plan, a result and a list of problems look like, to the letter.

``SOCKETLAB_GOLDEN=write python -m pytest tests`` writes them anew; the diff is then the thing to read.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent


def read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def same_as(name: str, text: str) -> bool:
    """Whether a text is what the golden file holds."""
    if os.environ.get("SOCKETLAB_GOLDEN") == "write":
        (FOLDER / name).write_text(text, encoding="utf-8")
    return text == read(name)
