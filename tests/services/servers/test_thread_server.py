"""One process, a thread per client."""

from pathlib import Path

from tests.services.processes import Start, wait_until


def test_threads_follow_clients_and_no_process_is_started(start: Start) -> None:
    server = start("servers.thread_server", "--work-seconds", "0")
    tasks = Path(f"/proc/{server.pid}/task")
    clients = [server.connect() for _ in range(5)]
    wait_until(lambda: len(list(tasks.iterdir())) == 6, "five threads more")
    assert server.children() == {}
    for client in clients:
        client.close()
    wait_until(lambda: len(list(tasks.iterdir())) == 1, "the main thread only")
