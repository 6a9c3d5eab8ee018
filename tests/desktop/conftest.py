"""What the tests of the desktop share: one workstation and its servers, for all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from .desk import FILES, HARDENED, HOME, RELAY, Container, Desk, Server, docker, until

Start = Callable[..., Container]
PREFIX = f"socketlab-desktop-{os.getpid()}"
SLOW_BYTES = 1_500_000


@pytest.fixture(scope="session")
def network() -> Iterator[str]:
    docker("network", "create", PREFIX)
    yield PREFIX
    docker("network", "rm", PREFIX)


def start(network: str, name: str, *arguments: str) -> str:
    """Start a container that other ones know by its name, and return its own."""
    own = f"{PREFIX}-{name}"
    docker("run", "-d", "--name", own, "--network", network, f"--network-alias={name}", *HARDENED, *arguments)
    return own


@pytest.fixture(scope="session")
def server(network: str) -> Iterator[Server]:
    own = Server(
        start(network, "server", FILES, "socketlab/getfile", "-mode", "server", "-root", "/srv/files")
    )
    own.make_file("page.bin", 1)
    own.make_file("long.bin", 30)
    own.make_file("large.bin", 256)
    yield own
    docker("rm", "-f", own.name)


@pytest.fixture(scope="session")
def slow(network: str, server: Server) -> Iterator[str]:
    """The name of a way to the server that passes so many bytes a second and no more."""
    command = ("socketlab/base", "python3", "-c", RELAY, server.alias, str(SLOW_BYTES))
    own = start(network, "slow", *command)
    yield "slow"
    docker("rm", "-f", own)


@pytest.fixture(scope="session")
def one_desk(network: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    name = start(network, "desk", HOME, "-e", "SOCKETLAB_JOURNAL=stderr", "socketlab/workstation")
    own = Desk(name, tmp_path_factory.mktemp("desk"))
    until(lambda: '"getfilegui", "state": "open"' in own.log(), "a desktop")
    yield own
    docker("rm", "-f", own.name)


@pytest.fixture
def desk(one_desk: Desk) -> Iterator[Desk]:
    """The workstation, with no window open and nothing in the home folder."""
    one_desk.tidy()
    yield one_desk
    one_desk.tidy()
