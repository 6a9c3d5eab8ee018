"""Fleets that call a server outside of the run: on the engine's machine itself."""

from __future__ import annotations

import ipaddress
import json
import socket
import threading
from collections.abc import Iterator

import docker
import pytest

from tests.system.shell import Shell

pytestmark = [pytest.mark.docker, pytest.mark.spread]

CALL = """\
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=5) as server:
    print(server.recv(99).decode())
"""

SCENARIO = """
services: {{caller: {{image: socketlab/python, entrypoint: [python3, -c, {call}]}}}}
{way}
fleets: {{callers: {{service: caller, count: 3, command: [{name}, "{port}"]}}}}
checks: [{{output: {{fleet: callers, contains: "hello from the machine"}}}}]
"""


@pytest.fixture
def served() -> Iterator[tuple[str, int]]:
    """A server on the engine's machine: its address on the engine's own bridge, and its port."""
    client = docker.from_env()
    ranges = client.networks.get("bridge").attrs["IPAM"]["Config"]
    client.close()
    address = str(next(ipaddress.ip_network(ranges[0]["Subnet"]).hosts()))
    listener = socket.create_server(("", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.sendall(b"hello from the machine\\n")

    thread = threading.Thread(target=serve)
    thread.start()
    yield address, listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    thread.join()
    listener.close()


def text(way: str, name: str, port: int) -> str:
    return SCENARIO.format(call=json.dumps(CALL), way=way, name=name, port=port)


def test_a_fleet_without_hosts_reaches_a_server_on_the_machine(shell: Shell, served: tuple[str, int]) -> None:
    scenario = shell.file("out.yaml", text("outside: true", "host.docker.internal", served[1]))
    finished = shell.run("run", scenario, "--format", "json")
    (result,) = finished.results
    assert finished.code == 0, result
    assert [note.partition(":")[0] for note in result["notes"]] == ["outside"]


def test_without_that_a_run_reaches_nothing_outside_of_it(shell: Shell, served: tuple[str, int]) -> None:
    hosts = "hosts: {server: {service: echo-server}}"
    finished = shell.run("run", shell.file("in.yaml", text(hosts, *served)), "--format", "json")
    (result,) = finished.results
    assert finished.code == 1, result
    assert result["checks"][0]["verdict"] == "fail"
