"""Children: started per client, left as zombies or not, never left behind."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.processes import PATIENCE_S, Start, ask, environment, run, wait_until


def test_each_client_has_a_child_of_its_own(start: Start) -> None:
    server = start("servers.fork_server", "--work-seconds", "0")
    with server.connect(), server.connect(), server.connect():
        wait_until(lambda: len(server.children()) == 3, "three children")
        assert "Z" not in server.children().values()


def test_zombies_stay_until_the_next_connection_clears_them(start: Start) -> None:
    server = start("servers.fork_server", "--work-seconds", "0")
    clients = [server.connect() for _ in range(4)]
    wait_until(lambda: len(server.children()) == 4, "four children")
    for client in clients:
        client.close()
    wait_until(lambda: list(server.children().values()) == ["Z"] * 4, "four zombies")
    with server.connect():
        wait_until(lambda: len(server.children()) == 1, "no zombie, and the new client's child")
        assert "Z" not in server.children().values()


def test_with_sigchld_ignored_there_is_never_a_zombie(start: Start) -> None:
    server = start("servers.fork_server_signal", "--work-seconds", "0")
    clients = [server.connect() for _ in range(4)]
    wait_until(lambda: len(server.children()) == 4, "four children")
    states: list[str] = []
    for client in clients:
        client.close()

    def childless() -> bool:
        states.extend(server.children().values())
        return not server.children()

    wait_until(childless, "no child at all")
    # A dead child may be seen for an instant before the kernel has cleared it away, as X or Z.
    assert states.count("Z") <= 1


def test_a_parent_started_with_sigchld_ignored_still_has_zombies(tmp_path: Path) -> None:
    code = "import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN)"
    code += (
        "; from services.servers import fork_server; fork_server.main(['--port', '0', '--work-seconds', '0'])"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], env=environment(), stdout=pipe, text=True) as process:
        assert process.stdout
        port = int(process.stdout.readline().rpartition(":")[2])
        run("clients.echo_client", "127.0.0.1", "--port", str(port), cwd=tmp_path)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        (pid,) = children.read_text().split()
        wait_until(lambda: ") Z " in Path(f"/proc/{pid}/stat").read_text(), "a zombie")
        process.terminate()
        assert process.wait(PATIENCE_S) == 0


def test_a_parent_that_dies_leaves_its_children_to_finish_and_the_port_free(start: Start) -> None:
    server = start("servers.fork_server", "--work-seconds", "0.3")
    with server.connect() as client:
        client.sendall(b"work")
        server.wait_for_event("received")
        server.process.kill()
        server.process.wait()
        again = start("servers.fork_server", "--port", str(server.port), "--work-seconds", "0")
        assert client.recv(100).startswith(b"Echo=>work at ")
    assert ask(again, b"hello").startswith(b"Echo=>hello")


@pytest.mark.parametrize(
    "variant",
    [["servers.fork_server"], ["servers.fork_server_signal"], ["servers.class_server", "--kind", "forking"]],
)
def test_a_stopped_child_does_not_hold_up_the_end(start: Start, variant: list[str]) -> None:
    server = start(*variant, "--work-seconds", "30")
    with server.connect() as client:
        client.sendall(b"work")
        server.wait_for_event("received")
        (child,) = server.children()
        os.kill(child, signal.SIGSTOP)
        status, seconds = server.stop()
        assert status == 0
        assert seconds < 1
        assert not Path(f"/proc/{child}").exists()


def test_a_child_that_is_told_to_stop_ends_alone(start: Start) -> None:
    server = start("servers.fork_server", "--work-seconds", "30")
    with server.connect() as client:
        client.sendall(b"work")
        server.wait_for_event("received")
        (child,) = server.children()
        os.kill(child, signal.SIGTERM)
        assert client.recv(100) == b""
    with server.connect():
        server.wait_for_event("connect", 2)
        assert server.stop()[0] == 0


@pytest.mark.parametrize("variant", ["fork_server", "fork_server_signal"])
def test_a_client_without_a_process_is_sent_away_with_one_line(tmp_path: Path, variant: str) -> None:
    code = f"""
import errno, os
from services.servers import {variant} as server
real, calls = os.fork, []
def fork():
    calls.append(1)
    if len(calls) == 1:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    return real()
os.fork = fork
raise SystemExit(server.main(["--port", "0", "--work-seconds", "0"]))
"""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment(), cwd=tmp_path, stdout=pipe, stderr=pipe, text=True
    ) as process:
        assert process.stdout
        port = int(process.stdout.readline().rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as client:
            assert client.recv(10) == b""
        assert run("clients.echo_client", "127.0.0.1", "--port", str(port)).returncode == 0
        process.terminate()
        err = process.communicate(timeout=PATIENCE_S)[1]
    assert process.returncode == 0
    assert err.startswith(f"{variant.replace('_', '-')}: cannot serve ('127.0.0.1', ")
    assert err.endswith(": cannot start a process: resource temporarily unavailable\n")
    assert err.count("\n") == 1
