"""The command line as a user runs it, against real containers, away from any standing lab."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import docker
import pytest


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
