"""The real servers and the independent peers: as hardened as every host, and still what they are."""

import socket
import time
from functools import partial
from typing import Any, Self

import pytest

from tests.building.containers import Running, Start

pytestmark = [pytest.mark.docker, pytest.mark.spread]

SECOND_NS = 1_000_000_000
LOW_PORTS = {"net.ipv4.ip_unprivileged_port_start": "0"}
PORTS = {"mail-server": 110, "ftp-server": 21, "web-server": 80}
CAPABILITIES = {"ftp-server": ["SYS_CHROOT", "SETUID", "SETGID"]}
"""As in compose.yaml."""
USERS = {"mail-server": "dovecot", "ftp-server": "root", "web-server": "www-data"}


def start_server(start: Start, name: str, **settings: Any) -> Running:
    """Start one of the servers, and wait until its own health check says that it answers."""
    own = {"cap_add": CAPABILITIES[name]} if name in CAPABILITIES else {}
    server = start(
        f"socketlab/{name}",
        ports=[PORTS[name]],
        sysctls=LOW_PORTS,
        healthcheck={"interval": SECOND_NS // 4},
        **own,
        **settings,
    )
    server.until(lambda: server.state()["Health"]["Status"] == "healthy")
    return server


class Talk:
    """One connection, on which one side speaks at a time, in lines."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.connection = socket.create_connection(address, timeout=10)
        self.stream = self.connection.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()
        self.connection.close()

    def line(self) -> str:
        return self.stream.readline().decode().rstrip("\r\n")

    def ask(self, request: str) -> str:
        self.connection.sendall(f"{request}\r\n".encode())
        return self.line()

    def rest(self) -> str:
        return self.stream.read().decode()


def test_the_mail_server_greets_lets_its_user_in_and_has_one_message(start: Start) -> None:
    server = start_server(start, "mail-server")

    with Talk(server.address(110)) as talk:
        assert talk.line() == "+OK Dovecot (Debian) ready."
        assert talk.ask("USER lab").startswith("+OK")
        assert talk.ask("PASS lab") == "+OK Logged in."
        assert talk.ask("STAT").startswith("+OK 1 ")
        assert talk.ask("RETR 1").startswith("+OK")
        assert "can be read with nothing but a socket" in "\n".join(iter(talk.line, "."))
        assert talk.ask("QUIT").startswith("+OK")


@pytest.mark.parametrize(("user", "password"), [("lab", "wrong"), ("root", "lab"), ("lab", "")])
def test_the_mail_server_lets_nobody_else_in(start: Start, user: str, password: str) -> None:
    server = start_server(start, "mail-server")

    with Talk(server.address(110)) as talk:
        talk.line()
        talk.ask(f"USER {user}")
        assert talk.ask(f"PASS {password}").startswith("-ERR")


def test_the_mail_servers_user_is_of_the_labs_networks_only(start: Start) -> None:
    server = start_server(start, "mail-server")

    assert server.execute("doveadm", "auth", "test", "-x", "rip=198.19.7.2", "lab", "lab")[0] == 0
    assert server.execute("doveadm", "auth", "test", "-x", "rip=8.8.8.8", "lab", "lab")[0] != 0


def test_the_ftp_server_gives_its_file_to_anybody_and_takes_none(start: Start) -> None:
    server = start_server(start, "ftp-server")
    script = r"""
        exec 3<>/dev/tcp/127.0.0.1/21
        say() { printf '%s\r\n' "$1" >&3; hear; }
        hear() { read -rt 5 line <&3; line=${line%$'\r'}; echo "$line"; }
        hear; say 'USER anonymous'; say 'PASS a@b'
        for wish in readme.txt ../../../etc/passwd; do
            say EPSV; port=${line##*|||}; exec 4<>/dev/tcp/127.0.0.1/${port%%|*}
            say "RETR $wish"
            [[ $line == 150* ]] && { cat <&4; hear; }
            exec 4>&-
        done
        say 'STOR mine'; say 'DELE readme.txt'; say QUIT
    """

    code, output = server.execute("bash", "-c", script)

    assert code == 0, output
    lines = output.splitlines()
    assert [line[:3] for line in lines] == [
        *("220", "331", "230"),
        *("229", "150", "One", "226"),
        *("229", "550"),
        *("550", "550", "221"),
    ]
    assert "opens a second connection for the data" in lines[5]
    assert 'OK DOWNLOAD: Client "127.0.0.1", "/readme.txt"' in server.output()


def test_a_session_of_the_ftp_server_is_nobody_special_and_locked_up(start: Start) -> None:
    server = start_server(start, "ftp-server")
    with Talk(server.address(21)) as talk:
        talk.line()
        talk.ask("USER anonymous")
        assert talk.ask("PASS a@b") == "230 Login successful."
        script = 'for p in /proc/[0-9]*; do echo $(cat $p/comm) $(grep -h "^Uid\\|^CapEff" $p/status); done'
        rows = [line.split() for line in server.execute("sh", "-c", script)[1].splitlines()]

    sessions = [row for row in rows if row[0] == "vsftpd" and row[2] != "0"]
    assert sessions, rows
    assert all(row[-1] == "0" * 16 for row in sessions), rows


@pytest.mark.parametrize(
    ("request_line", "first"), [("GET /", "<!DOCTYPE html>"), ("GET / HTTP/1.0\r\n", "HTTP/1.1 200 OK")]
)
def test_the_web_server_sends_its_page(start: Start, request_line: str, first: str) -> None:
    server = start_server(start, "web-server")

    with Talk(server.address(80)) as talk:
        assert talk.ask(request_line) == first
        assert talk.rest().endswith("</html>\n")
    server.until(lambda: '"GET / ' in server.output() or '"GET /"' in server.output())
    assert "/health" not in server.output(), "the health check is no visitor"


@pytest.mark.parametrize("name", PORTS)
def test_a_server_stops_in_good_order_and_well_within_its_grace(start: Start, name: str) -> None:
    server = start_server(start, name)
    wrapped = server.container.get_wrapped_container()
    wrapped.reload()
    signal = wrapped.attrs["Config"].get("StopSignal", "SIGTERM")

    began = time.monotonic()
    wrapped.kill(signal)
    server.until(lambda: not server.state()["Running"])

    assert server.state()["ExitCode"] == 0, server.output()
    assert time.monotonic() - began < 4, "the grace is five seconds"


@pytest.mark.parametrize("name", PORTS)
def test_a_server_has_no_more_rights_than_it_needs(start: Start, name: str) -> None:
    server = start_server(start, name)

    assert server.execute("id", "-un") == (0, f"{USERS[name]}\n")
    bits = int(server.execute("grep", "CapEff", "/proc/1/status")[1].split()[1], 16)
    assert bits.bit_count() == len(CAPABILITIES.get(name, ()))
    assert server.execute("touch", "/srv/x")[0] != 0


def is_unhealthy(host: Running) -> bool:
    return bool(host.state()["Health"]["Status"] == "unhealthy")


def test_a_health_check_fails_where_the_port_is_silent(start: Start) -> None:
    for name in PORTS:
        mute = start(
            f"socketlab/{name}", entrypoint=["sleep", "60"], healthcheck={"interval": SECOND_NS // 4}
        )
        mute.until(partial(is_unhealthy, mute))


def test_the_peers_are_there_for_anybody_and_are_nobody_special(start: Start) -> None:
    peers = start("socketlab/peers")

    for program in ("ncat", "socat"):
        code, _ = peers.execute("sh", "-c", f"command -v {program}")
        assert code == 0, program
    assert peers.execute("id", "-u") == (0, "10001\n")
    assert peers.execute("grep", "CapEff", "/proc/1/status")[1].split() == ["CapEff:", "0" * 16]
