"""Scenario files for the tests, and their problems as short lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from socketlab.errors import InvalidFile
from socketlab.spec.compose import Catalogue, ServiceDefinition, read_compose
from socketlab.spec.load import Scenario, load

SERVICES = """\
services:
  web: {image: test/web}
  caller: {image: test/caller}
"""

VALID = (
    SERVICES
    + """\
hosts:
  server: {service: web}
fleets:
  clients: {service: caller}
"""
)


def write(folder: Path, text: str, name: str = "scenario.yaml") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def cells_of(folder: Path, text: str, **settings: str) -> tuple[Scenario, ...]:
    return load(write(folder, text), settings=settings)


def one(folder: Path, text: str, **settings: str) -> Scenario:
    (scenario,) = cells_of(folder, text, **settings)
    return scenario


def problems(folder: Path, text: str, **settings: str) -> list[str]:
    """Each problem without the folder's name: ``scenario.yaml:3:5 hosts: ...``."""
    with pytest.raises(InvalidFile) as raised:
        cells_of(folder, text, **settings)
    return [str(problem).removeprefix(f"{folder}/") for problem in raised.value.problems]


def messages(folder: Path, text: str) -> list[str]:
    """As :func:`problems`, without line and column."""
    return [line.partition(" ")[2] for line in problems(folder, text)]


# compose files


WEB = frozenset({"web"})


def catalogue(folder: Path, text: str, environment: Mapping[str, str] | None = None) -> Catalogue:
    file = write(folder, text, "compose.yaml")
    return read_compose(file, wanted=WEB, shown_as="compose.yaml", environment=environment or {})


def web(folder: Path, definition: str, environment: Mapping[str, str] | None = None) -> ServiceDefinition:
    """The service ``web`` with an image and one more line of definition."""
    text = f"services:\n  web:\n    image: test/web\n    {definition}\n"
    return catalogue(folder, text, environment).services["web"]
