"""The standard library's classes, in all three kinds."""

from pathlib import Path

from tests.services.processes import Start, ask, run, wait_until


def test_threads_serve_by_default(start: Start) -> None:
    server = start("servers.class_server", "--work-seconds", "0")
    with server.connect(), server.connect():
        wait_until(lambda: len(list(Path(f"/proc/{server.pid}/task").iterdir())) == 3, "two threads more")
        assert server.children() == {}


def test_processes_serve_by_option_and_zombies_are_soon_gone(start: Start) -> None:
    server = start("servers.class_server", "--kind", "forking", "--work-seconds", "0")
    with server.connect(), server.connect():
        wait_until(lambda: len(server.children()) == 2, "two children")
    wait_until(lambda: not server.children(), "no child")
    assert ask(server, b"hello").startswith(b"Echo=>hello at ")


def test_more_than_forty_processes_serve_at_once(start: Start) -> None:
    server = start("servers.class_server", "--kind", "forking", "--work-seconds", "0", "--backlog", "50")
    clients = [server.connect() for _ in range(45)]
    for client in clients:
        client.sendall(b"hello")
    assert all(client.recv(100).startswith(b"Echo=>hello") for client in clients)
    for client in clients:
        client.close()


def test_the_synchronous_kind_serves_clients_in_turn_and_by_itself(start: Start) -> None:
    server = start("servers.class_server", "--kind", "synchronous", "--work-seconds", "0")
    with server.connect() as first, server.connect() as second:
        second.sendall(b"second")
        first.sendall(b"first")
        assert first.recv(100).startswith(b"Echo=>first at ")
        assert len(server.events("connect")) == 1
        assert len(list(Path(f"/proc/{server.pid}/task").iterdir())) == 1
        assert server.children() == {}
        first.close()
        assert second.recv(100).startswith(b"Echo=>second at ")


def test_an_unknown_kind_is_one_clear_line() -> None:
    result = run("servers.class_server", "--kind", "magic")
    assert result.returncode == 2
    assert "invalid choice: 'magic'" in result.stderr.splitlines()[-1]
