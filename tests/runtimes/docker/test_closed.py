"""The network of a run: what passes within it, and that nothing leaves it."""

from __future__ import annotations

import ipaddress
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from socketlab import labels
from socketlab.errors import LabError
from socketlab.hosts.model import NetworkPlan
from socketlab.plan.addresses import candidate_subnets
from socketlab.runtimes.api import RunTicket
from socketlab.runtimes.docker import body
from socketlab.runtimes.docker.body import CLOSED_NETWORK_DNS, HONOURED
from socketlab.runtimes.docker.closed import closed_network, no_free_subnet
from socketlab.runtimes.docker.engine import connect
from socketlab.runtimes.docker.private import PrivateHosts

DOCKER = {"ApiVersion": "1.41", "Components": [{"Name": "Engine"}, {"Name": "runc"}]}


@pytest.mark.parametrize("api", ["1.41", "1.43", "2.0"])
def test_dockers_engine_gets_a_bridge_without_an_address(api: str) -> None:
    closed = closed_network({**DOCKER, "ApiVersion": api})
    assert closed.arguments["options"]["com.docker.network.bridge.inhibit_ipv4"] == "true"
    assert "internal" not in closed.arguments
    assert closed.note == ""


@pytest.mark.parametrize(
    "version",
    [
        {**DOCKER, "ApiVersion": "1.40"},
        {**DOCKER, "Components": [{"Name": "Podman Engine"}]},
        {"ApiVersion": "1.41"},
        {"ApiVersion": None, "Components": None},
        {},
    ],
)
def test_an_engine_that_may_not_know_the_option_gets_an_internal_network_and_a_note(
    version: dict[str, Any],
) -> None:
    closed = closed_network(version)
    assert closed.arguments == {"internal": True}
    assert closed.kind == "internal bridge"
    assert "multicast" in closed.note


def listed(name: str, *subnets: str, run: bool = False) -> dict[str, Any]:
    marks = {labels.RUN: "abc"} if run else {}
    return {"Name": name, "IPAM": {"Config": [{"Subnet": each} for each in subnets]}, "Labels": marks}


@pytest.mark.parametrize(
    ("networks", "message", "hint"),
    [
        (
            [listed("bridge", "172.17.0.0/16"), listed("vpn", "198.18.0.0/15")],
            'network "vpn" has 198.18.0.0/15',
            'remove it with "docker network rm vpn" or give it another range',
        ),
        (
            [listed("run-1", "198.19.1.0/24", run=True)],
            'network "run-1" has 198.19.1.0/24',
            "remove what earlier runs left with socketlab clean",
        ),
        (
            [listed("run-1", "198.19.1.0/24", run=True), listed("mine", "198.19.2.0/24", "fd00::/64")],
            'network "mine" has 198.19.2.0/24, "run-1" has 198.19.1.0/24',
            'remove it with "docker network rm mine" or give it another range',
        ),
        (
            [listed(f"n{number}", "198.19.1.0/24") for number in range(5)],
            '"n2" has 198.19.1.0/24, and 2 more',
            'remove it with "docker network rm n0" or give it another range',
        ),
        (
            [{"Name": "host", "IPAM": {"Config": None}, "Labels": None}, {"Name": "none", "IPAM": None}],
            "no free subnet among 2 of 198.19.0.0/16",
            'look at the address ranges of "docker network ls"',
        ),
    ],
)
def test_the_error_names_the_networks_in_the_way(
    networks: list[dict[str, Any]], message: str, hint: str
) -> None:
    error = no_free_subnet(NetworkPlan(name="n", subnets=("198.19.1.0/24", "198.19.2.0/24")), networks)
    assert error.message.endswith(message)
    assert error.hint == hint


@dataclass
class Segments:
    """Networks made as a run makes them, and hosts on them."""

    api: Any
    made: list[PrivateHosts] = field(default_factory=list)
    containers: list[str] = field(default_factory=list)

    def add(self, subnets: tuple[str, ...] | None = None) -> tuple[str, str]:
        """The name and the subnet of a run's network."""
        run = "closed" + secrets.token_hex(4)
        ticket = RunTicket(run=run, labels={labels.RUN: run}, lifetime_s=60)
        hosts = PrivateHosts(self.api, ticket, lambda _: None, lambda: closed_network(self.api.said))
        self.made.append(hosts)
        name = f"socketlab-{run}"
        return name, hosts.add_network(
            NetworkPlan(name=name, subnets=subnets or candidate_subnets(run, hosts=20))
        )

    def host(self, network: str, program: str) -> str:
        wanted = {
            "Image": "socketlab/python",
            "Cmd": ["python3", "-u", "-c", program],
            "Entrypoint": [],
            "HostConfig": {"NetworkMode": network, "DnsOptions": CLOSED_NETWORK_DNS},
        }
        container = str(self.api.create_container_from_config(wanted)["Id"])
        self.containers.append(container)
        self.api.start(container)
        return container

    def address(self, container: str) -> str:
        (network,) = self.api.inspect_container(container)["NetworkSettings"]["Networks"].values()
        return str(network["IPAddress"])

    def output(self, container: str) -> list[Any]:
        """What a program printed, a JSON value a line, once it has ended."""
        self.api.wait(container, timeout=60)
        return [json.loads(line) for line in self.api.logs(container).decode().splitlines()]

    def remove(self) -> None:
        for container in self.containers:
            self.api.remove_container(container, force=True, v=True)
        for hosts in self.made:
            hosts.remove_network()


@pytest.fixture
def segments() -> Iterator[Segments]:
    segments = Segments(connect())
    try:
        yield segments
    finally:
        segments.remove()
        segments.api.close()


HEARER = """
import json, socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 10000))
s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton("224.0.2.0") + bytes(4))
print('"ready"')
s.settimeout(20)
for _ in range(3):
    print(json.dumps(s.recv(100).decode()))
"""

SPEAKER = """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
for address in {addresses!r}:
    s.sendto(address.encode(), (address, 10000))
"""

CALLER = """
import json, socket, time
def attempt(call):
    began = time.monotonic()
    try:
        call()
    except OSError as error:
        outcome = type(error).__name__ + " " + str(error.errno)
    else:
        outcome = "reached"
    print(json.dumps([outcome, time.monotonic() - began]))
for address in {addresses!r}:
    attempt(lambda: socket.create_connection(tuple(address), timeout=8).close())
for name in {names!r}:
    attempt(lambda: socket.getaddrinfo(name, 80))
"""


@pytest.mark.docker
def test_multicast_limited_broadcast_and_the_subnets_broadcast_arrive(segments: Segments) -> None:
    network, subnet = segments.add()
    broadcast = str(ipaddress.ip_network(subnet).broadcast_address)
    hearer = segments.host(network, HEARER)
    deadline = time.monotonic() + 20
    while b"ready" not in segments.api.logs(hearer):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    addresses = ["224.0.2.0", "255.255.255.255", broadcast]
    segments.host(network, SPEAKER.format(addresses=addresses))
    assert segments.output(hearer) == ["ready", *addresses]


class _Answer(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served_here() -> Iterator[int]:
    """A server on every address of this machine."""
    with HTTPServer(("0.0.0.0", 0), _Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def addresses_here() -> list[str]:
    """This machine's own address towards the outside, and the engine's bridge."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            own = [probe.getsockname()[0]]
        except OSError:
            own = []
    with closing(connect()) as api:
        config = api.inspect_network("bridge")["IPAM"]["Config"]
    return own + [entry["Gateway"] for entry in config if "Gateway" in entry]


@pytest.mark.docker
def test_a_host_reaches_neither_the_outside_nor_other_runs_nor_the_machine_and_learns_it_soon(
    segments: Segments, served_here: int
) -> None:
    network, subnet = segments.add()
    other, _ = segments.add()
    neighbour = segments.host(other, "import time; time.sleep(60)")
    gateway = str(ipaddress.ip_network(subnet)[1])
    outside = [("1.1.1.1", 53), (segments.address(neighbour), 9), (gateway, served_here)]
    outside += [(address, served_here) for address in addresses_here()]
    for _, port in outside[2:]:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()  # it is served
    caller = segments.host(network, CALLER.format(addresses=outside, names=["example.com", "nowhere"]))
    seen = segments.output(caller)
    assert [outcome for outcome, _ in seen[:-2]] == ["OSError 113"] * len(outside)  # no route to host
    assert max(took for _, took in seen[:-2]) < 5
    assert {outcome for outcome, _ in seen[-2:]} <= {"gaierror -2", "gaierror -3"}
    assert max(took for _, took in seen[-2:]) < 4


@pytest.mark.docker
def test_the_machine_has_no_address_on_the_network_and_a_host_no_ipv6_address(segments: Segments) -> None:
    network, subnet = segments.add()
    gateway = str(ipaddress.ip_network(subnet)[1])
    with socket.socket() as own, pytest.raises(OSError, match="Cannot assign"):
        own.bind((gateway, 0))
    program = "import json; print(json.dumps(open('/proc/net/if_inet6').read().split()[5::6]))"
    assert all(set(interfaces) <= {"lo"} for interfaces in segments.output(segments.host(network, program)))


def test_no_setting_of_a_host_publishes_a_port() -> None:
    """A published port would be a way in: the engine's own proxy listens on the machine."""
    assert "ports" not in HONOURED
    assert not {"PortBindings", "PublishAllPorts"} & {setting.name for setting in body._FIELDS.values()}


@pytest.mark.docker
def test_a_taken_subnet_is_named_with_its_network(segments: Segments) -> None:
    name, subnet = segments.add()
    with pytest.raises(LabError, match=f'network "{name}" has {subnet}') as raised:
        segments.add((subnet,))
    assert raised.value.hint == "remove what earlier runs left with socketlab clean"
