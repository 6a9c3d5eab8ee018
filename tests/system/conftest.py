"""The command line as a user runs it, against real containers, away from any standing lab."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import docker
import pytest

from tests.system.shell import ROOT, Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "COMPOSE_PROJECT_NAME": "socketlab-tests-without-a-lab",
        "PYTHONUNBUFFERED": "1",
    }
    return Shell(tmp_path, environment)


@pytest.fixture
def labelled() -> Iterator[Callable[[str], list[str]]]:
    """Names of everything that Docker has with a run's label."""
    client = docker.from_env()

    def names(run: str) -> list[str]:
        wanted = {"label": f"io.socketlab.run={run}"}
        containers = client.api.containers(all=True, filters=wanted)
        networks = client.api.networks(filters=wanted)
        return [row["Names"][0].lstrip("/") for row in containers] + [row["Name"] for row in networks]

    try:
        yield names
    finally:
        client.close()
