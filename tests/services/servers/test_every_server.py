"""What holds for every echo server, however it serves its clients."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.services.processes import PATIENCE_S, Start, ask, environment, program_of, reset, run, wait_until
from tests.services.variants import (
    CTIME,
    ONE_AT_A_TIME,
    VARIANTS,
    every_variant,
    parallel_variants,
    reply_pattern,
    start_variant,
)


@every_variant
def test_a_client_gets_the_classic_reply(start: Start, variant: str) -> None:
    server = start_variant(start, variant)
    assert re.fullmatch(reply_pattern(variant, "hello"), ask(server, b"hello").decode())


@every_variant
def test_a_connection_is_printed_the_classic_way(start: Start, variant: str) -> None:
    server = start_variant(start, variant)
    with server.connect() as client:
        address = re.escape(str(client.getsockname()))
        expected = {
            "echo-server": f"Server connected by {address}",
            "class-server": rf"{address} {CTIME}",
            "class-server forking": rf"{address} {CTIME}",
            "class-server synchronous": rf"{address} {CTIME}",
            "select-server": rf"Connect: {address} \d+",
        }.get(variant, rf"Server connected by {address} at {CTIME}")
        assert re.fullmatch(expected, server.line())


@every_variant
def test_several_messages_on_one_connection_get_a_reply_each(start: Start, variant: str) -> None:
    server = start_variant(start, variant)
    with server.connect() as client:
        for message in ("one", "two", "three"):
            client.sendall(message.encode())
            assert re.fullmatch(reply_pattern(variant, message), client.recv(1000).decode())


@every_variant
def test_a_long_message_comes_back_whole(start: Start, variant: str) -> None:
    server = start_variant(start, variant)
    message = os.urandom(150_000).hex()
    result = run(
        "clients.echo_client", "127.0.0.1", "-", "--port", str(server.port), input=f"{message}\nshort\n"
    )
    assert (result.returncode, result.stderr) == (0, "")
    long, short = result.stdout.splitlines()
    dressing = rf"Echo=>| at {CTIME}"
    assert re.sub(dressing, "", long) == f"Client received: '{message}'"
    assert re.sub(dressing, "", short) == "Client received: 'short'"


@every_variant
def test_a_client_that_sends_slowly_and_reads_slowly_gets_every_byte(start: Start, variant: str) -> None:
    server = start_variant(start, variant)
    sent, answer = b"", b""
    with server.connect() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for number in range(20):
            sent += b"%d;" % number
            client.sendall(b"%d;" % number)
            answer += client.recv(3)
        client.shutdown(socket.SHUT_WR)
        while piece := client.recv(7):
            answer += piece
    assert re.sub(rf"Echo=>| at {CTIME}".encode(), b"", answer) == sent


@every_variant
def test_a_client_that_resets_does_not_harm_the_server(start: Start, variant: str) -> None:
    server = start_variant(start, variant, work_s=0.2)
    reset(server.connect())
    midway = server.connect()
    midway.sendall(b"to be answered into the void")
    server.wait_for_event("received")
    reset(midway)
    deaf = server.connect()
    deaf.sendall(b"x" * 1_000_000)
    server.wait_for_event("received", 2)
    reset(deaf)
    assert re.fullmatch(reply_pattern(variant, "still there"), ask(server, b"still there").decode())
    server.wait_for_event("closed", 4)
    reasons = [event["reason"] for event in server.events("closed")]
    assert reasons.count("reset") >= 2
    assert "eof" in reasons
    assert server.stop()[0] == 0
    assert server.stderr == ""


@every_variant
def test_the_journal_tells_of_the_whole_conversation(start: Start, variant: str) -> None:
    server = start_variant(start, variant)
    before = time.monotonic()
    with server.connect() as client:
        conn = "{}:{}".format(*client.getsockname())
        client.sendall(b"caf\xe9")
        answer = client.recv(1000)
    server.wait_for_event("closed")
    events = server.events()
    assert [event["event"] for event in events if "conn" in event] == [
        "connect",
        "received",
        "sent",
        "closed",
    ]
    ready = server.events("ready")
    assert [(event["host"], event["port"]) for event in ready] == [("0.0.0.0", port) for port in server.ports]
    connect, received, sent, closed = (event for event in events if "conn" in event)
    assert (connect["peer"], connect["port"], connect["conn"]) == (conn, server.port, conn)
    assert (received["size"], received["data"], received["conn"]) == (4, "caf\xe9", conn)
    assert (sent["size"], sent["data"]) == (len(answer), answer.decode("latin-1"))
    assert closed["reason"] == "eof"
    clocks = [float(str(event["clock"])) for event in events if "conn" in event]
    assert clocks == sorted(clocks)
    assert before < clocks[0] < clocks[-1] < time.monotonic()
    assert all((event["socketlab"], event["role"]) == (1, "server") for event in events)


@every_variant
def test_a_port_in_use_is_one_clear_line_and_status_1(variant: str) -> None:
    with socket.create_server(("0.0.0.0", 0)) as other:
        port = other.getsockname()[1]
        module, *arguments = VARIANTS[variant]
        result = run(module, *arguments, "--port", str(port))
    program = program_of(module)
    trouble = "address already in use (is another server running there?)"
    expected = f"{program}: cannot listen on 0.0.0.0:{port}: {trouble}\n"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", expected)


@every_variant
def test_a_host_that_is_not_here_is_one_clear_line_and_status_1(variant: str) -> None:
    module, *arguments = VARIANTS[variant]
    for host in ("192.0.2.1", "nohost.invalid"):
        result = run(module, *arguments, "--port", "0", "--host", host)
        assert result.returncode == 1
        assert result.stderr.count("\n") == 1
        assert f"cannot listen on {host}:0: " in result.stderr


@pytest.mark.parametrize(
    "variant",
    ["thread-server", "class-server", "select-server", "asyncio-echo-server", "selectors-echo-server"],
)
def test_a_server_without_descriptors_says_so_and_serves_again(start: Start, variant: str) -> None:
    server = start_variant(start, variant, open_files=12, env={"SOCKETLAB_BACKLOG": "50"})
    clients = [server.connect() for _ in range(20)]
    wait_until(lambda: "cannot accept a client now: too many open files\n" in server.stderr, "a complaint")
    time.sleep(0.3)
    assert server.stderr.count("\n") == 1
    for client in clients:
        client.close()
    assert re.fullmatch(reply_pattern(variant, "again"), ask(server, b"again").decode())


@parallel_variants
def test_clients_are_served_at_once(start: Start, variant: str) -> None:
    server = start_variant(start, variant, work_s=0.8)
    clients = [threading.Thread(target=ask, args=(server, b"%d" % number)) for number in range(8)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    at_work, most = 0, 0
    for event in sorted(server.events(), key=lambda event: float(event["clock"])):
        at_work += {"received": 1, "sent": -1}.get(str(event["event"]), 0)
        most = max(most, at_work)
    # All eight on a machine with time to spare; one, were they served in turn.
    assert most >= 4


@pytest.mark.parametrize("variant", sorted(ONE_AT_A_TIME))
def test_work_holds_up_everybody_in_a_server_that_does_one_thing_at_a_time(
    start: Start, variant: str
) -> None:
    server = start_variant(start, variant, work_s=0.1)
    clients = [threading.Thread(target=ask, args=(server, b"%d" % number)) for number in range(4)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    spans = [event["event"] for event in server.events() if event["event"] in {"received", "sent"}]
    assert spans == ["received", "sent"] * 4


@parallel_variants
def test_a_silent_client_keeps_nobody_waiting(start: Start, variant: str) -> None:
    server = start_variant(start, variant)
    with server.connect():
        assert ask(server, b"hello").startswith(b"Echo=>hello")


def test_a_reader_that_leaves_does_not_end_a_server(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "services.servers.echo_server", "--port", "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        program, env=environment(), cwd=tmp_path, stdout=pipe, stderr=pipe, text=True
    ) as process:
        assert process.stdout
        port = int(process.stdout.readline().rpartition(":")[2])
        process.stdout.close()
        results = [run("clients.echo_client", "127.0.0.1", "--port", str(port)) for _ in range(2)]
        process.terminate()
        assert process.stderr
        assert process.stderr.read() == ""
        assert process.wait(PATIENCE_S) == 0
    assert [result.returncode for result in results] == [0, 0]


def test_a_server_runs_without_a_journal(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "services.servers.echo_server", "--port", "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        program, env=environment(), cwd=tmp_path, stdout=pipe, stderr=pipe, text=True
    ) as process:
        assert process.stdout
        port = int(process.stdout.readline().rpartition(":")[2])
        result = run("clients.echo_client", "127.0.0.1", "--port", str(port))
        process.terminate()
        out, err = process.communicate(timeout=PATIENCE_S)
    assert result.stdout == "Client received: 'Echo=>Hello network world'\n"
    assert (process.returncode, err) == (0, "")
    assert re.fullmatch(r"Server connected by \('127.0.0.1', \d+\)\n", out)
