"""The lab on a real engine: it stands up, stays as it is, answers, and goes without a trace."""

import json
import socket

import pytest

from socketlab.errors import LabError
from socketlab.runtimes.docker.lab import nonce_of
from tests.lab.own_lab import OwnLab

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]


def echo(address: tuple[str, int], request: bytes) -> bytes:
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(4096), b""))


def echo_datagram(address: tuple[str, int], request: bytes) -> bytes:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
        endpoint.settimeout(10)
        endpoint.connect(address)
        endpoint.send(request)
        return endpoint.recv(4096)


def assert_hardened(lab: OwnLab) -> None:
    for host in lab.standing.hosts():
        found = lab.standing.client.inspect_container(host.container)
        settings, name = found["HostConfig"], host.name
        assert settings["ReadonlyRootfs"], name
        assert settings["CapDrop"] == ["ALL"], name
        assert settings["SecurityOpt"] == ["no-new-privileges:true"], name
        assert settings["Memory"] > 0, name
        assert settings["PidsLimit"] > 0, name
        published = [entry for entries in (settings["PortBindings"] or {}).values() for entry in entries]
        assert all(entry["HostIp"] == "127.0.0.1" for entry in published), json.dumps(published)
        assert found["Config"]["User"] == "lab", name


def test_the_lab_stands_up_hardened_stays_as_it_is_and_goes_without_a_trace(
    lab: OwnLab, capsys: pytest.CaptureFixture[str]
) -> None:
    lab.standing.up()
    first = lab.standing.hosts()
    assert [host.name for host in first if host.name.startswith("client")] == [
        f"client-{n}" for n in range(1, 9)
    ]
    assert {host.state for host in first} == {"running"}
    assert len(first) == 20
    table = capsys.readouterr().out
    assert all(host.name in table and host.address in table for host in first)
    assert lab.said[-1].startswith("the lab is up: 20 hosts in ")
    assert sum(" healthy in " in line for line in lab.said) == 20

    assert echo(lab.published("THREAD_SERVER_PORT"), b"hello").startswith(b"Echo=>hello")
    assert echo(lab.published("SELECT_SERVER_SECOND_PORT"), b"hello").startswith(b"Echo=>hello")
    assert echo_datagram(lab.published("UDP_SERVER_PORT"), b"hello").startswith(b"Echo=>hello")

    nonces = {nonce_of(lab.standing.client, host.container) for host in first if host.service != "client"}
    assert [len(nonce) for nonce in nonces] == [32], "one for the lab's journals"
    assert_hardened(lab)

    lab.standing.up()
    assert [host.container for host in lab.standing.hosts()] == [host.container for host in first]
    assert lab.said[-1] == "the lab was up already"

    capsys.readouterr()
    lab.standing.status()
    assert capsys.readouterr().out.count("healthy") == 20

    lab.standing.down()
    assert lab.said[-1] == f'removed 20 hosts and network "{lab.standing.compose.project}_lab"'
    assert lab.remains() == []
    lab.standing.down()
    assert "down already" in lab.said[-1]
    lab.standing.status()
    assert "the lab is down" in lab.said[-1]


def test_services_of_a_profile_stand_where_it_is_chosen_and_go_with_all_others(lab: OwnLab) -> None:
    lab.environ["COMPOSE_PROFILES"] = "standards,peers"
    lab.standing.up()
    hosts = {host.name: host for host in lab.standing.hosts()}
    assert len(hosts) == 24
    for name, command in (
        ("mail-server", "exec 3<>/dev/tcp/mail-server/110; head -c 3 <&3"),
        ("ftp-server", "exec 3<>/dev/tcp/ftp-server/21; head -c 3 <&3"),
        ("web-server", "exec 3<>/dev/tcp/web-server/80; echo GET / >&3; head -c 3 <&3"),
    ):
        client = lab.standing.client
        call = client.exec_create(hosts["peers"].container, ["bash", "-c", command])["Id"]
        assert client.exec_start(call) in {b"+OK", b"220", b"<!D"}, name

    del lab.environ["COMPOSE_PROFILES"]
    lab.standing.down()
    assert lab.said[-1].startswith("removed 24 hosts and network ")
    assert lab.remains() == []


def test_a_taken_port_is_named_with_the_setting_that_moves_it(lab: OwnLab) -> None:
    with (
        socket.create_server(lab.published("CLASS_SERVER_PORT")) as holder,
        pytest.raises(LabError, match=f'"{holder.getsockname()[1]}".*CLASS_SERVER_PORT='),
    ):
        lab.standing.up()

    lab.standing.down()
    assert lab.remains() == []


def test_a_host_that_dies_ends_up_at_once_with_its_last_words(lab: OwnLab) -> None:
    lab.environ["WORK_SECONDS"] = "much"

    with pytest.raises(LabError, match=r'-server.*" has ended: .*"much"'):
        lab.standing.up()
