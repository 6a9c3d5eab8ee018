"""The floor: the same machines through the bare SDK, with nothing done beyond what Docker must do."""

from __future__ import annotations

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import docker
from docker.errors import APIError

from tests.bench.timing import Spoiled

SERVER, CLIENT = "socketlab/thread-server", "socketlab/client"


def play_floor(clients: int = 8) -> None:
    """Create, start, wait for and remove one server and its clients on a new network, eight threads."""
    api: Any = docker.APIClient(max_pool_size=64)  # its stubs have no types for what is called here
    network = f"floor-{secrets.token_hex(4)}"
    api.create_network(network, internal=True)

    def bring_up(image: str, alias: str, command: list[str] | None, environment: list[str]) -> str:
        body = {
            "Image": image,
            "Env": environment,
            "HostConfig": {"NetworkMode": network},
            "NetworkingConfig": {"EndpointsConfig": {network: {"Aliases": [alias]}}},
        }
        container = api.create_container_from_config(body | ({"Cmd": command} if command else {}), None)["Id"]
        api.start(container)
        return str(container)

    def client(number: int) -> str:
        return bring_up(
            CLIENT, f"client-{number}", ["echo-client", "server", f"Hello from client {number}"], []
        )

    with ThreadPoolExecutor(8) as pool:
        settings = ["SOCKETLAB_WORK_SECONDS=0", "SOCKETLAB_BACKLOG=128"]
        server = bring_up(SERVER, "server", None, settings)
        containers = list(pool.map(client, range(clients)))
        codes = [answer["StatusCode"] for answer in pool.map(api.wait, containers)]
        everyone = [*containers, server]
        list(pool.map(lambda container: api.remove_container(container, force=True, v=True), everyone))
    _remove(api, network)
    api.close()
    if any(codes):
        raise RuntimeError(f"a client of the floor failed: {codes}")


def _remove(api: docker.APIClient, network: str) -> None:
    for _ in range(100):
        try:
            api.remove_network(network)
        except APIError:
            time.sleep(0.05)
        else:
            return
    raise Spoiled(f"the engine keeps the network {network} though nobody is on it")
