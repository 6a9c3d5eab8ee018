"""How progress is reported while images are built: one line at a time, the image first."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], None]
"""Where progress goes."""

UP_TO_DATE = "up to date"
"""What is said of an image that needs no build."""


def about(tag: str, news: str) -> str:
    """A line about one image."""
    return f"{tag:<32} {news}"
