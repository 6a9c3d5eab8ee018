"""One loop, two ports, many clients."""

import contextlib
import re
import socket
from typing import Any

from tests.services.processes import Running, Start, ask, descriptors, free_pair, run, wait_until


def start_select(start: Start, *arguments: str, **options: Any) -> Running:
    server = start("servers.select_server", *arguments, ready=2, **options)
    assert server.line() == "select-server loop starting"
    return server


def test_two_consecutive_ports_are_served(start: Start) -> None:
    port = free_pair()
    server = start_select(start, "127.0.0.1", str(port))
    assert server.ports == [port, port + 1]
    for each in server.ports:
        with server.connect(each) as client:
            client.sendall(b"hello")
            assert client.recv(100).startswith(b"Echo=>hello at ")
    assert [event["port"] for event in server.events("connect")] == server.ports
    assert server.events("ready")[0]["host"] == "127.0.0.1"


def test_what_is_printed_names_the_socket_each_time(start: Start) -> None:
    server = start_select(start)
    with server.connect() as first, server.connect(server.ports[1]) as second:
        first.sendall(b"one")
        first.recv(100)
        second.sendall(b"it's \x00")
        second.recv(100)
        lines = [server.line() for _ in range(4)]
    connects = [re.fullmatch(r"Connect: (.*) (\d+)", line) for line in lines if line.startswith("Connect")]
    assert [match and match[1] for match in connects] == [
        str(first_address) for first_address in addresses(server)
    ]
    identities = [match[2] for match in connects if match]
    assert len(set(identities)) == 2
    got = [line for line in lines if line.startswith("\t")]
    assert got == [f"\tgot b'one' on {identities[0]}", f'\tgot b"it\'s \\x00" on {identities[1]}']


def addresses(server: Running) -> list[tuple[str, int]]:
    peers = [str(event["peer"]).split(":") for event in server.events("connect")]
    return [(host, int(port)) for host, port in peers]


def test_a_client_that_never_reads_stalls_nobody_and_costs_bounded_memory(start: Start) -> None:
    server = start_select(start)
    with server.connect() as flood:
        flood.settimeout(0)
        block, taken = b"x" * 65_536, 0

        def stuck() -> bool:
            nonlocal taken
            try:
                while taken < 200_000_000:
                    taken += flood.send(block)
            except BlockingIOError:
                pass
            received = sum(int(str(event["size"])) for event in server.events("received"))
            return received > 1_000_000 and not socket_drains(server)

        wait_until(stuck, "the server stops reading from the client that does not read")
        for number in range(20):
            assert ask(server, b"%d" % number).startswith(b"Echo=>%d at " % number)
        assert taken < 50_000_000
        # It is listened to again as soon as it reads.
        flood.settimeout(20)
        flood.shutdown(socket.SHUT_WR)
        echoed = 0
        while piece := flood.recv(1 << 20):
            echoed += piece.count(b"x")
    assert echoed == taken


def socket_drains(server: Running) -> bool:
    """Tell whether the server still reads: whether its journal grows."""
    before = server.journal_path.stat().st_size
    ask(server, b"tick")
    ask(server, b"tock")
    grown = server.journal_path.stat().st_size - before
    return grown > 20_000


def test_clients_are_served_interleaved(start: Start) -> None:
    server = start_select(start)
    with server.connect() as first, server.connect(server.ports[1]) as second:
        for number in range(3):
            for client in (first, second):
                client.sendall(b"%d" % number)
                client.recv(100)
    conns = [event["conn"] for event in server.events("received")]
    assert conns == conns[:2] * 3
    assert len(set(conns)) == 2


def test_clients_beyond_what_select_can_watch_are_sent_away(start: Start) -> None:
    with descriptors(2100), contextlib.ExitStack() as connections:
        server = start_select(start, open_files=2000, env={"SOCKETLAB_BACKLOG": "2000"})
        clients = [connections.enter_context(server.connect()) for _ in range(1100)]
        assert clients[-1].recv(1) == b""
        clients[0].sendall(b"hello")
        assert clients[0].recv(100).startswith(b"Echo=>hello")
        assert re.search(
            r"^select-server: cannot serve \('127.0.0.1', \d+\): select knows .* 1024 only$", server.stderr
        )
        for client in clients:
            client.close()
        wait_until(lambda: len(server.events("closed")) == 1100, "all clients' end")
        assert ask(server, b"again").startswith(b"Echo=>again")


def test_half_a_pair_of_ports_is_not_announced() -> None:
    port = free_pair()
    with socket.create_server(("0.0.0.0", port + 1)):
        result = run("servers.select_server", "--port", str(port))
    assert (result.returncode, result.stdout) == (1, "")
    assert f"cannot listen on 0.0.0.0:{port + 1}: address already in use" in result.stderr


def test_the_last_port_has_no_second_one_behind_it() -> None:
    result = run("servers.select_server", "localhost", "65535")
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1] == "select-server: error: there is no second port after 65535"
