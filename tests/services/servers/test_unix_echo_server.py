"""A server with a path for an address."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.services.processes import PATIENCE_S, ROOT, Running, Start, read_to_end, reset, run, wait_until
from tests.services.variants import CTIME


def start_unix(start: Start, path: Path, *arguments: str, work_s: float = 0, **options: Any) -> Running:
    work = ("--work-seconds", str(work_s))
    server = start("servers.unix_echo_server", "--path", str(path), *work, *arguments, ready=0, **options)
    assert server.line() == f"unix-echo-server ready on {path}"
    return server


def connect(path: Path) -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    made.settimeout(PATIENCE_S)
    made.connect(str(path))
    return made


def ask(path: Path, message: bytes) -> bytes:
    with connect(path) as connection:
        connection.sendall(message)
        connection.shutdown(socket.SHUT_WR)
        return read_to_end(connection)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "echo.sock"


def test_the_classic_reply_comes_over_a_path(start: Start, path: Path) -> None:
    server = start_unix(start, path)
    assert re.fullmatch(rf"Echo=>hello at {CTIME}".encode(), ask(path, b"hello"))
    expected = rf"Server connected by process {os.getpid()} of user {os.getuid()} at {CTIME}"
    assert re.fullmatch(expected, server.line())


def test_our_client_gets_every_byte_of_a_long_message(start: Start, path: Path) -> None:
    start_unix(start, path)
    message = os.urandom(150_000).hex()
    result = run("clients.unix_echo_client", "-", "--path", str(path), input=f"{message}\nshort\n")
    assert (result.returncode, result.stderr) == (0, "")
    long, short = (re.sub(rf"Echo=>| at {CTIME}", "", line) for line in result.stdout.splitlines())
    assert long == f"Client received: '{message}'"
    assert short == "Client received: 'short'"


def test_clients_are_served_at_once_and_kept_apart_in_the_journal(start: Start, path: Path) -> None:
    server = start_unix(start, path, work_s=0.8)
    clients = [threading.Thread(target=ask, args=(path, b"%d" % number)) for number in range(8)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    at_work = most = 0
    for event in sorted(server.events(), key=lambda event: float(event["clock"])):
        at_work += {"received": 1, "sent": -1}.get(str(event["event"]), 0)
        most = max(most, at_work)
    assert most >= 4
    assert len({event["conn"] for event in server.events("connect")}) == 8
    assert {event["reason"] for event in server.events("closed")} == {"eof"}
    assert server.events("connect")[0]["path"] == str(path)


@pytest.mark.parametrize(("mode", "umask", "expected"), [((), 0, 0o600), (("--mode", "0660"), 0o077, 0o660)])
def test_the_socket_has_its_permissions_whatever_the_umask(
    start: Start, path: Path, mode: tuple[str, ...], umask: int, expected: int
) -> None:
    before = os.umask(umask)
    try:
        server = start_unix(start, path, *mode)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == expected
    assert server.events("ready")[0]["mode"] == f"{expected:04o}"


@pytest.mark.skipif(os.geteuid() != 0, reason="to be another user needs root")
def test_another_user_is_kept_out_by_the_permissions_and_told_so(start: Start, tmp_path: Path) -> None:
    folder = Path("/tmp") / f"socketlab-{os.getpid()}"
    folder.mkdir(mode=0o755)
    path = folder / "echo.sock"
    try:
        start_unix(start, path)
        caller = (
            "import os, sys; sys.path.insert(0, sys.argv[2]); "
            "from services.clients import unix_echo_client as c; "
            "start = c.prepare(['--path', sys.argv[1], 'hello']); os.setuid(65534); sys.exit(start())"
        )
        root = str(ROOT)
        command = [sys.executable, "-c", caller, str(path), root]
        result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert result.returncode == 1
        trouble = "permission denied (its permissions keep this user out)"
        assert result.stderr == f'unix-echo-client: cannot connect to "{path}": {trouble}\n'
    finally:
        path.unlink(missing_ok=True)
        folder.rmdir()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_and_its_file_goes_too(start: Start, path: Path, number: int) -> None:
    server = start_unix(start, path, work_s=30)
    with connect(path) as client:
        client.sendall(b"work")
        server.wait_for_event("received")
        status, seconds = server.stop(number)
    assert (status, server.stderr) == (0, "")
    assert seconds < 1
    assert not path.exists()
    assert [event["reason"] for event in server.events("closed")] == ["shutdown"]


def test_what_a_killed_server_left_behind_is_taken_over(start: Start, path: Path) -> None:
    start_unix(start, path).stop(signal.SIGKILL)
    assert path.is_socket()
    result = run("clients.unix_echo_client", "--path", str(path))
    assert result.returncode == 1
    trouble = "connection refused (its server has gone and left it behind)"
    assert result.stderr == f'unix-echo-client: cannot connect to "{path}": {trouble}\n'
    start_unix(start, path)
    assert ask(path, b"again").startswith(b"Echo=>again at ")


def test_a_living_servers_path_is_not_taken(start: Start, path: Path) -> None:
    first = start_unix(start, path)
    result = run("servers.unix_echo_server", "--path", str(path))
    assert (result.returncode, result.stdout) == (1, "")
    trouble = "address already in use (is another server running there?)"
    assert result.stderr == f'unix-echo-server: cannot listen on "{path}": {trouble}\n'
    assert ask(path, b"still").startswith(b"Echo=>still at ")
    assert first.process.poll() is None


def test_a_file_that_is_no_socket_is_left_alone(path: Path) -> None:
    path.write_text("precious")
    result = run("servers.unix_echo_server", "--path", str(path))
    assert result.returncode == 1
    assert result.stderr.endswith("there is something else of this name\n")
    assert path.read_text() == "precious"


def test_a_server_that_ends_leaves_its_successors_file_alone(start: Start, path: Path) -> None:
    first = start_unix(start, path)
    path.unlink()
    start_unix(start, path)
    assert first.stop()[0] == 0
    assert ask(path, b"second").startswith(b"Echo=>second at ")


@pytest.mark.parametrize("name", ["x" * 200, "no/such/folder/echo.sock"])
def test_a_path_that_cannot_be_had_is_one_clear_line_and_status_1(tmp_path: Path, name: str) -> None:
    for program in ("servers.unix_echo_server", "clients.unix_echo_client"):
        result = run(program, "--path", str(tmp_path / name))
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.count("\n") == 1
        assert f'"{tmp_path / name}": ' in result.stderr


@pytest.mark.parametrize("mode", ["888", "rw", "1777", ""])
def test_a_mode_that_is_none_is_one_clear_line_and_status_2(mode: str) -> None:
    result = run("servers.unix_echo_server", "--mode", mode)
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1].endswith(f'"{mode}" is not a mode in octal, from 0 to 777')


def test_a_client_that_leaves_rudely_harms_nobody(start: Start, path: Path) -> None:
    server = start_unix(start, path, work_s=0.2)
    for message in (b"", b"into the void", b"x" * 100_000):
        client = connect(path)
        client.sendall(message)
        reset(client)
    assert ask(path, b"still there").startswith(b"Echo=>still there at ")
    wait_until(lambda: len(server.events("closed")) == 4, "every conversation's end")
    assert server.stop()[0] == 0
    assert server.stderr == ""


def test_a_client_waits_in_a_full_queue_as_long_as_it_is_told(path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener, connect_all(listener, path, 1):
        result = run("clients.unix_echo_client", "--path", str(path), "--timeout", "0.3")
    assert result.returncode == 1
    assert "resource temporarily unavailable (too many wait there already)" in result.stderr


def connect_all(listener: socket.socket, path: Path, count: int) -> socket.socket:
    """Fill a listener's queue, and return what must be kept open for that."""
    listener.bind(str(path))
    listener.listen(count - 1)
    return connect(path)
