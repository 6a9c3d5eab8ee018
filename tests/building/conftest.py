"""What the tests of the images share: an engine, and containers that go when their test goes."""

from collections.abc import Iterator
from typing import Any

import pytest
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer
from testcontainers.core.network import Network

from socketlab.runtimes.docker.engine import connect
from tests.building.containers import HARDENED, Running, Start

# Its reaper is an image from a registry, and there may be none; the fixture below removes everything.
testcontainers_config.ryuk_disabled = True


@pytest.fixture(scope="session")
def engine() -> Iterator[Any]:
    """The Docker engine."""
    client = connect()
    yield client
    client.close()


@pytest.fixture
def start() -> Iterator[Start]:
    """Start an image: ``start("socketlab/echo-server", ports=[50007], env={}, command=[])``."""
    started: list[DockerContainer] = []

    def function(image: str, *, command: list[str] | None = None, **settings: Any) -> Running:
        container = DockerContainer(image, **{**HARDENED, **settings}).with_tmpfs_mount("/tmp", "size=16m")
        if command is not None:
            container.with_command(command)
        started.append(container)
        container.start()
        return Running(container)

    yield function
    for container in started:
        container.stop()
        container.get_docker_client().client.close()


@pytest.fixture
def network() -> Iterator[Network]:
    """A network of its own; name it before ``start``, so that it goes after what is on it."""
    with Network() as own:
        yield own
    own._docker.client.close()
