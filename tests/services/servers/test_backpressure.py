"""A client that does not read holds up nobody but itself, in the servers with one loop."""

import contextlib
import socket
import threading
import time
from pathlib import Path

import pytest

from tests.services.processes import PATIENCE_S, Running, Start, ask, descriptors, wait_until

LOOPS = ["servers.asyncio_echo_server", "servers.selectors_echo_server"]
one_loop = pytest.mark.parametrize("module", LOOPS)


def resident_kb(server: Running) -> int:
    """Return how much memory the server takes, in KiB."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def send_until_stuck(client: socket.socket) -> int:
    """Send as long as the other side takes it; a second of standstill is the end."""
    client.settimeout(1)
    taken, block = 0, b"x" * 65_536
    try:
        while taken < 200_000_000:
            taken += client.send(block)
    except TimeoutError:
        pass
    return taken


@one_loop
def test_a_client_that_never_reads_has_to_wait_and_costs_bounded_memory(start: Start, module: str) -> None:
    server = start(module, "--work-seconds", "0")
    ask(server, b"warm")
    before = resident_kb(server)
    with server.connect() as deaf:
        taken = send_until_stuck(deaf)
        assert 100_000 < taken < 50_000_000
        for number in range(20):
            assert ask(server, b"%d" % number).startswith(b"Echo=>%d at " % number)
        assert resident_kb(server) - before < 16_384
        # It is listened to again as soon as it reads.
        deaf.settimeout(PATIENCE_S)
        deaf.shutdown(socket.SHUT_WR)
        pieces = iter(lambda: deaf.recv(1 << 20), b"")
        assert sum(piece.count(b"x") for piece in pieces) == taken


@one_loop
def test_the_work_for_one_client_costs_the_others_nothing(start: Start, module: str) -> None:
    server = start(module, "--work-seconds", "0.5")
    spans: list[float] = []

    def call(number: int) -> None:
        began = time.monotonic()
        assert ask(server, b"%d" % number).startswith(b"Echo=>%d at " % number)
        spans.append(time.monotonic() - began)

    callers = [threading.Thread(target=call, args=(number,)) for number in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(spans) == 8
    assert min(spans) >= 0.5
    # One after another they would take four seconds.
    assert max(spans) < 2
    assert len(list(Path(f"/proc/{server.pid}/task").iterdir())) == 1
    assert server.children() == {}


@one_loop
def test_a_client_is_answered_in_the_order_of_its_words(start: Start, module: str) -> None:
    server = start(module, "--work-seconds", "0.1")
    with server.connect() as client:
        client.sendall(b"first")
        server.wait_for_event("received")
        client.sendall(b"second")
        client.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: client.recv(1000), b""))
    first, second = (answer.index(word) for word in (b"Echo=>first at ", b"Echo=>second at "))
    assert first < second
    order = [event["event"] for event in server.events() if event["event"] in {"received", "sent"}]
    assert order == ["received", "sent"] * 2


@one_loop
def test_more_clients_than_select_can_watch_are_no_trouble(start: Start, module: str) -> None:
    with descriptors(2100), contextlib.ExitStack() as connections:
        server = start(module, "--work-seconds", "0", open_files=2000, env={"SOCKETLAB_BACKLOG": "2000"})
        clients = [connections.enter_context(server.connect()) for _ in range(1100)]
        clients[-1].sendall(b"last")
        assert clients[-1].recv(100).startswith(b"Echo=>last at ")
        connections.close()
        wait_until(lambda: len(server.events("closed")) == 1100, "all clients' end")
    assert server.stderr == ""
