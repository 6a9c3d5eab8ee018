"""The engine's rows become hosts under the names that people use."""

import io
from typing import Any

import pytest
from rich.console import Console

from socketlab.errors import InvalidInput, LabError
from socketlab.lab.hosts import LabHost, find_host, lab_hosts, read_host
from socketlab.lab.table import show_hosts


def row(service: str, number: int = 1, **changes: Any) -> dict[str, Any]:
    labels = {
        "com.docker.compose.service": service,
        "com.docker.compose.container-number": str(number),
        "com.docker.compose.oneoff": "False",
        "io.socketlab.about": f"what {service} is",
    }
    if service == "client":
        labels["io.socketlab.gate"] = "1"
    published = {"IP": "127.0.0.1", "PrivatePort": 50007, "PublicPort": 15007, "Type": "tcp"}
    return {
        "Id": f"{service}{number}",
        "ImageID": "sha256:1",
        "Labels": labels,
        "State": "running",
        "Status": "Up 3 minutes (healthy)",
        "NetworkSettings": {"Networks": {"socketlab_lab": {"IPAddress": f"172.28.0.{number + 1}"}}},
        "Ports": [] if service == "client" else [published],
        **changes,
    }


class Engine:
    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = rows
        self.filters: Any = None

    def containers(self, *, all: bool, filters: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: A002 - the SDK's
        assert all
        self.filters = filters
        return list(self.rows)


def test_a_server_goes_by_its_service_and_a_workstation_by_its_number() -> None:
    assert read_host(row("fork-server")).name == "fork-server"
    assert read_host(row("client", 3)).name == "client-3"


def test_a_row_becomes_a_host_with_address_ports_and_health() -> None:
    host = read_host(row("echo-server"))

    assert (host.address, host.state, host.health) == ("172.28.0.2", "running", "healthy")
    assert [(port.inside, port.outside) for port in host.ports] == [(50007, "127.0.0.1:15007")]
    assert host.about == "what echo-server is"


@pytest.mark.parametrize(
    ("status", "health"),
    [
        ("Up 1 second (health: starting)", "starting"),
        ("Up 1 second (unhealthy)", "unhealthy"),
        ("Up 1 second", ""),
        ("Exited (1) 2 seconds ago", ""),
    ],
)
def test_the_health_is_read_from_the_status_line(status: str, health: str) -> None:
    assert read_host(row("echo-server", Status=status)).health == health


def test_a_host_that_ended_has_no_address_and_no_ports() -> None:
    ended = row(
        "echo-server", State="exited", NetworkSettings={"Networks": {"n": {"IPAddress": ""}}}, Ports=[]
    )

    assert (read_host(ended).address, read_host(ended).ports) == ("", ())


def test_only_this_projects_hosts_are_asked_for_and_servers_come_first() -> None:
    oneoff = row("echo-server", 9)
    oneoff["Labels"]["com.docker.compose.oneoff"] = "True"
    engine = Engine(row("client", 2), row("client", 1), row("fork-server"), oneoff)

    names = [host.name for host in lab_hosts(engine, "mine")]

    assert names == ["fork-server", "client-1", "client-2"]
    assert engine.filters == {"label": ["io.socketlab.lab=1", "com.docker.compose.project=mine"]}


def hosts() -> list[LabHost]:
    return [read_host(row("fork-server")), read_host(row("echo-server")), read_host(row("client", 1))]


def test_a_host_is_found_by_its_name() -> None:
    assert find_host(hosts(), "client-1").container == "client1"


def test_a_mistyped_host_is_suggested() -> None:
    with pytest.raises(InvalidInput, match=r'"frok-server".*do you mean fork-server'):
        find_host(hosts(), "frok-server")


def test_a_host_like_no_other_gets_the_list() -> None:
    with pytest.raises(InvalidInput, match="fork-server, echo-server, client-1"):
        find_host(hosts(), "xyz")


def test_no_hosts_at_all_means_that_the_lab_is_down() -> None:
    with pytest.raises(LabError, match="the lab is down"):
        find_host([], "fork-server")


def test_the_table_says_where_each_host_is_and_how_it_is() -> None:
    output = io.StringIO()
    ended = read_host(row("thread-server", State="exited", Ports=[]))

    show_hosts([*hosts(), ended], Console(file=output, width=120))

    lines = output.getvalue().splitlines()
    assert lines[0].split("  ")[0] == "host"
    assert lines[1].split()[:5] == ["fork-server", "172.28.0.2", "50007", "127.0.0.1:15007", "healthy"]
    assert lines[1].rstrip().endswith("what fork-server is")
    assert lines[3].split()[:5] == ["client-1", "172.28.0.2", "-", "-", "healthy"]
    assert "exited" in lines[4]
