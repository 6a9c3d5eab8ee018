"""What the tests of the desktop share: one desktop and its servers, for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desktop.desk import Desk, Server
from tests.desktop.hosts import a_desk, a_network, a_server, a_slow_way

SIZES = {"page.bin": 1, "long.bin": 30, "large.bin": 256}


@pytest.fixture(scope="session")
def network() -> Iterator[str]:
    with a_network() as name:
        yield name


@pytest.fixture(scope="session")
def server(network: str) -> Iterator[Server]:
    with a_server(network, "server", SIZES) as own:
        yield own


@pytest.fixture(scope="session")
def slow(network: str, server: Server) -> Iterator[str]:
    """The name of a way to the server that passes so many bytes a second and no more."""
    with a_slow_way(network, "slow", server.alias) as name:
        yield name


@pytest.fixture(scope="session")
def one_desk(network: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with a_desk(network, "desk", tmp_path_factory.mktemp("desk")) as own:
        own.tidy()
        yield own


@pytest.fixture
def desk(one_desk: Desk) -> Iterator[Desk]:
    """The desktop, with no window open and nothing in the home folder."""
    yield one_desk
    one_desk.tidy()
