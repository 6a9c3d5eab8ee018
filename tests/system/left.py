"""What the engine still has of a run.

Engine 20.10 sometimes counts an endpoint of a network that no container has any more, when several containers
of it end at the same moment, and then does not remove the network until it is restarted. That is the engine's
fault and no test's failure; everything else that is left is.
"""

from __future__ import annotations

import time
from contextlib import closing

from docker.errors import APIError, NotFound

from socketlab import labels
from socketlab.runtimes.docker.engine import connect
from tests.system.killed import WITHIN_S
from tests.system.shell import Finished, Shell


def left_of(run: str) -> list[str]:
    """Names of everything that has a run's label."""
    containers, networks = _labelled(run)
    return containers + networks


def assert_nothing_left(run: str) -> None:
    """Assert that a run whose removal is over left nothing, except networks that the engine is stuck with."""
    containers, networks = _labelled(run)
    left = containers + [name for name in networks if containers or not is_stuck(name)]
    assert left == []


def wait_for_nothing(run: str, seconds: float = WITHIN_S) -> None:
    """Wait until nothing of a run is left."""
    deadline = time.monotonic() + seconds
    while left_of(run) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert_nothing_left(run)


def clean(shell: Shell) -> Finished:
    """Run ``clean`` to its end: all is removed, or only a network remains that the engine is stuck with."""
    finished = shell.run("clean")
    if finished.code != 0:
        assert finished.code == 3, (finished.out, finished.err)
        assert "although no container is on it" in finished.err, (finished.out, finished.err)
        name = finished.err.split('"')[1]
        assert is_stuck(name), finished.err
    return finished


def remove(run: str) -> None:
    """Remove one run whose player is gone, and nothing else: other runs may be under way."""
    containers, networks = _labelled(run)
    with closing(connect()) as api:
        for name in containers:
            api.remove_container(name, force=True, v=True)
    for name in networks:
        is_stuck(name)


def is_stuck(network: str) -> bool:
    """Whether the engine refuses to remove a network that no container is on; else the network is removed."""
    with closing(connect()) as api:
        try:
            empty = not api.inspect_network(network)["Containers"]
            api.remove_network(network)
        except NotFound:
            return True
        except APIError as error:
            return empty and "active endpoints" in str(error)
    return False


def _labelled(run: str) -> tuple[list[str], list[str]]:
    wanted = {"label": f"{labels.RUN}={run}"}
    with closing(connect()) as api:
        containers = [row["Names"][0].lstrip("/") for row in api.containers(all=True, filters=wanted)]
        networks = [row["Name"] for row in api.networks(filters=wanted)]
    return containers, networks
