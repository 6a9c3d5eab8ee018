"""Where the catalogue, compose.yaml, the image folders and the services are."""

from __future__ import annotations

from pathlib import Path


def root() -> Path:
    """The folder that has them: the repository."""
    return Path(__file__).resolve().parents[1]
