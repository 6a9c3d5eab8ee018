"""The engine's rows become the hosts of the lab, for runs and for the commands alike."""

import pytest

from socketlab.runtimes.docker.lab import DEFAULT_PROJECT, lab_hosts, lab_project, read_host
from socketlab.runtimes.docker.standing import find_standing
from tests.lab.rows import Engine, row


def test_a_server_goes_by_its_service_and_an_idle_client_by_its_number() -> None:
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


def test_runs_see_the_same_hosts_as_the_commands_less_those_that_have_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COMPOSE_PROJECT_NAME", "mine")
    oneoff = row("echo-server", 9)
    oneoff["Labels"]["com.docker.compose.oneoff"] = "True"
    engine = Engine(row("client", 2), row("fork-server"), row("client", 1, State="exited"), oneoff)

    standing = find_standing(engine)

    assert [(host.service, host.number, host.handle) for host in standing] == [
        ("client", 2, "client2"),
        ("fork-server", 1, "fork-server1"),
    ]
    assert {(host.network, host.address) for host in standing} == {
        ("socketlab_lab", "172.28.0.3"),
        ("socketlab_lab", "172.28.0.2"),
    }
    assert engine.filters == {"label": ["io.socketlab.lab=1", "com.docker.compose.project=mine"]}


@pytest.mark.parametrize(
    ("environ", "project"),
    [
        ({}, DEFAULT_PROJECT),
        ({"COMPOSE_PROJECT_NAME": ""}, DEFAULT_PROJECT),
        ({"COMPOSE_PROJECT_NAME": "x"}, "x"),
    ],
)
def test_the_project_is_composes_setting_or_the_default(environ: dict[str, str], project: str) -> None:
    assert lab_project(environ) == project
