"""What runs left behind, on a real engine."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import docker
import pytest

from socketlab import labels
from socketlab.errors import LabError
from socketlab.runtimes.docker.engine import connect
from socketlab.runtimes.docker.leftovers import find_leftovers, sweep

pytestmark = [pytest.mark.docker, pytest.mark.alone]  # what it makes, other runs would remove


@pytest.fixture
def client() -> Iterator[docker.DockerClient]:
    client = docker.from_env()
    yield client
    client.close()


def test_a_network_in_use_keeps_no_other_from_being_removed(client: docker.DockerClient) -> None:
    run = f"test{secrets.token_hex(3)}"
    names = [f"socketlab-{run}-{letter}" for letter in "ab"]
    networks = [client.networks.create(name, internal=True, labels={labels.RUN: run}) for name in names]
    used = client.containers.run("socketlab/base", ["sleep", "60"], network=names[0], detach=True)
    api = connect()
    try:
        with pytest.raises(LabError, match="active endpoints"):
            sweep(api, find_leftovers(api, run, jobs=False))
        assert [each.name for each in find_leftovers(api, run, jobs=False)] == names[:1]
        used.remove(force=True)
        sweep(api, find_leftovers(api, run, jobs=False))
        assert find_leftovers(api, run, jobs=False) == ()
    finally:
        api.close()
        for network in networks:
            for container in client.networks.list(names=[network.name]):
                container.remove()
