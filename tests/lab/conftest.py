"""What the tests of the lab share: a lab of their own, beside the one that a person may have standing."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from socketlab.lab.compose import Compose, find_program
from socketlab.lab.definition import read_definition
from socketlab.lab.standing import StandingLab
from socketlab.resources import root as resources_root
from socketlab.runtimes.docker.engine import connect
from tests.lab.own_lab import PROJECT, SUBNET, OwnLab, free_ports


@pytest.fixture(scope="session")
def engine() -> Iterator[Any]:
    """The Docker engine."""
    client = connect()
    yield client
    client.close()


@pytest.fixture
def lab(engine: Any) -> Iterator[OwnLab]:
    """A lab that is taken down when its test ends."""
    root = resources_root()
    names = read_definition(root, {}).port_variables().values()
    environ = {
        **os.environ,
        "SOCKETLAB_SUBNET": SUBNET,
        "WORK_SECONDS": "0",
        **dict(zip(names, map(str, free_ports(len(names))), strict=True)),
    }
    said: list[str] = []
    tool = Compose(program=find_program(), root=root, project=PROJECT, environ=environ)
    standing = StandingLab(client=engine, compose=tool, root=root, environ=environ, say=said.append)
    own = OwnLab(standing, environ, said)
    yield own
    standing.down()
