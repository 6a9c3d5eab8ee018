"""Each image on its own: it serves, as nobody special, on a root that it cannot write."""

import socket
import time
from functools import partial

import pytest
from testcontainers.core.network import Network

from tests.building.containers import Running, Start

pytestmark = [pytest.mark.docker, pytest.mark.spread]

ECHO_SERVERS = {
    "echo-server": [50007],
    "fork-server": [50007],
    "fork-server-signal": [50007],
    "thread-server": [50007],
    "class-server": [50007],
    "select-server": [50007, 50008],
    "asyncio-server": [50007],
    "selectors-server": [50007],
}
SERVERS = [*ECHO_SERVERS, "udp-server", "unix-server", "getfile", "signal-demo"]
QUICK = {"SOCKETLAB_WORK_SECONDS": "0"}
SECOND_NS = 1_000_000_000


def ask(address: tuple[str, int], request: bytes) -> bytes:
    """Send, say that this is all, and read to the end."""
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(4096), b""))


@pytest.mark.parametrize("name", ECHO_SERVERS)
def test_an_echo_server_answers_on_every_port(start: Start, name: str) -> None:
    server = start(f"socketlab/{name}", ports=ECHO_SERVERS[name], env=QUICK)
    server.until_ready()

    for port in ECHO_SERVERS[name]:
        assert ask(server.address(port), b"hello").startswith(b"Echo=>hello")


def test_getfile_sends_its_samples(start: Start) -> None:
    server = start("socketlab/getfile", ports=[50001])
    server.until_ready()

    assert ask(server.address(50001), b"spam.txt\n").startswith(b"spam, egg")


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_is_nobody_special_and_its_health_check_is_no_client(start: Start, name: str) -> None:
    server = start(f"socketlab/{name}", env=QUICK, healthcheck={"interval": SECOND_NS // 4})
    server.until_ready()
    before = server.output()

    server.until(lambda: server.state()["Health"]["Status"] == "healthy")

    assert server.output() == before
    assert server.execute("id", "-u") == (0, "10001\n")
    assert server.execute("touch", "/opt/x")[0] != 0
    assert server.execute("grep", "CapEff", "/proc/1/status")[1].split() == ["CapEff:", "0" * 16]


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_stops_within_a_second_and_says_that_all_is_well(start: Start, name: str) -> None:
    server = start(f"socketlab/{name}", env=QUICK)
    server.until_ready()

    began = time.monotonic()
    server.container.get_wrapped_container().kill("SIGTERM")
    server.until(lambda: not server.state()["Running"])
    took_s = time.monotonic() - began

    assert server.state()["ExitCode"] == 0
    assert took_s < 1.5, "a second, and what the engine takes to notice"


def has_told(demo: Running, number: int, times: int) -> bool:
    return bool(demo.output().count(f"Got signal {number} at ") == times)


def has_ended(demo: Running) -> bool:
    return not demo.state()["Running"]


def test_signal_demo_tells_of_the_signals_it_is_sent_and_of_sigchld(start: Start) -> None:
    for name, number in (("USR1", 10), ("CHLD", 17)):
        demo = start("socketlab/signal-demo", command=[name])
        demo.until_ready()

        for count in (1, 2):
            demo.container.get_wrapped_container().kill(f"SIG{name}")
            demo.until(partial(has_told, demo, number, count))

        assert demo.output().count("sigchld caught") == (2 if name == "CHLD" else 0)
        demo.container.get_wrapped_container().kill("SIGKILL")
        demo.until(partial(has_ended, demo))
        assert demo.state()["ExitCode"] == 137


def test_the_health_check_fails_when_nobody_listens(start: Start) -> None:
    server = start("socketlab/echo-server")
    server.until_ready()

    code, output = server.execute("python3", "-m", "services.lab.listening", "50007", "50008")

    assert (code, output) == (1, "nothing listens on 50008\n")


def test_the_health_check_follows_a_server_that_is_moved(start: Start) -> None:
    server = start(
        "socketlab/select-server", env={"SOCKETLAB_PORT": "6000"}, healthcheck={"interval": SECOND_NS // 4}
    )

    server.until(lambda: server.state()["Health"]["Status"] == "healthy")
    assert "6001" in server.execute("python3", "-m", "services.lab.listening", "50007", "50008")[1]


def test_a_client_calls_a_server_by_name_and_ends(network: Network, start: Start) -> None:
    server = start("socketlab/echo-server", network=network, network_aliases=["server"])
    server.until_ready()

    client = start("socketlab/client", command=["echo-client", "server", "hello"], network=network)
    client.until(lambda: not client.state()["Running"])

    assert client.state()["ExitCode"] == 0
    assert "Client received: 'Echo=>hello'" in client.output()


def test_a_client_asks_a_server_by_name_in_datagrams(network: Network, start: Start) -> None:
    server = start("socketlab/udp-server", network=network, network_aliases=["server"])
    server.until_ready()

    client = start("socketlab/client", command=["udp-echo-client", "server", "hello"], network=network)
    client.until(lambda: not client.state()["Running"])

    assert client.state()["ExitCode"] == 0
    assert "Client received: 'Echo=>hello at " in client.output()
    assert server.execute("python3", "-m", "services.lab.listening", "50007")[0] == 1, "not over TCP"


def test_a_unix_server_is_called_on_its_own_host_only(start: Start) -> None:
    server = start("socketlab/unix-server", env=QUICK)
    server.until_ready()

    code, output = server.execute("unix-echo-client", "hello")

    assert code == 0, output
    assert "Client received: 'Echo=>hello at " in output
    assert server.execute("stat", "-c", "%a", "/tmp/echo.sock") == (0, "600\n")


def test_a_workstation_waits_and_has_the_clients_by_their_names(start: Start) -> None:
    desk = start("socketlab/client", command=["workstation"], stdin_open=True, env=QUICK)
    desk.until(lambda: desk.state()["Running"])

    for program in ("echo-client", "udp-echo-client", "raw-client", "getfile"):
        code, output = desk.execute(program, "--help")
        assert code == 0, output
        assert program in output
    assert desk.execute("grep", "-q", "python", "/proc/1/comm")[0] == 0
    assert desk.execute("id", "-u") == (0, "10001\n")
    assert desk.state()["Running"]
