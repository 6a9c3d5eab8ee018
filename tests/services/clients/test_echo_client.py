"""What the client prints, and how it fails."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.services.processes import PATIENCE_S, Play, Start, environment, reset, run, server_that

CTIME = b"Thu Jan  1 00:00:00 1970"


def client(port: int, *arguments: str, **options: Any) -> subprocess.CompletedProcess[Any]:
    return run("clients.echo_client", "127.0.0.1", *arguments, "--port", str(port), **options)


def test_the_default_is_a_greeting_to_localhost(start: Start) -> None:
    server = start("servers.echo_server")
    result = run("clients.echo_client", "--port", str(server.port))
    assert result.stdout == "Client received: 'Echo=>Hello network world'\n"
    assert (result.returncode, result.stderr) == (0, "")


def test_each_message_has_its_reply_in_order(start: Start) -> None:
    server = start("servers.echo_server")
    result = run("clients.echo_client", "localhost", "spam", "Eggs and ham", "--port", str(server.port))
    assert result.stdout == "Client received: 'Echo=>spam'\nClient received: 'Echo=>Eggs and ham'\n"


def test_lines_of_standard_input_are_messages_too(start: Start) -> None:
    server = start("servers.echo_server")
    result = run(
        "clients.echo_client", "localhost", "first", "-", "--port", str(server.port), input="a\n\nb b\r\nlast"
    )
    words = ["first", "a", "b b", "last"]
    assert result.stdout == "".join(f"Client received: 'Echo=>{word}'\n" for word in words)


def test_a_line_is_answered_before_the_next_one_is_typed(start: Start) -> None:
    server = start("servers.thread_server", "--work-seconds", "0")
    command = [
        sys.executable,
        "-m",
        "services.clients.echo_client",
        "localhost",
        "-",
        "--port",
        str(server.port),
    ]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment(), stdin=pipe, stdout=pipe) as process:
        assert process.stdin
        assert process.stdout
        for word in (b"one", b"two"):
            process.stdin.write(word + b"\n")
            process.stdin.flush()
            assert process.stdout.readline().startswith(b"Client received: 'Echo=>" + word + b" at ")
        process.stdin.close()
        assert process.wait(PATIENCE_S) == 0


def test_what_is_not_text_is_shown_escaped(start: Start) -> None:
    server = start("servers.echo_server")
    result = run(
        "clients.echo_client",
        "localhost",
        "-",
        "--port",
        str(server.port),
        input=b"caf\xe9 \xe2\x82\xac\n",
        text=False,
    )
    assert result.stdout.decode() == "Client received: 'Echo=>caf\\\\xe9 €'\n"


def test_nobody_listening_is_one_clear_line_and_status_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    result = client(port)
    trouble = "connection refused (is the server running there?)"
    expected = f"echo-client: cannot connect to 127.0.0.1:{port}: {trouble}\n"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", expected)


@pytest.mark.parametrize("host", ["nohost.invalid", "", "a..b", "x" * 300, "bücher.invalid", "ü" * 100])
def test_a_name_of_no_host_is_one_clear_line_and_status_1(host: str) -> None:
    result = run("clients.echo_client", host, "hello")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f'echo-client: no host named "{host}" (')
    assert result.stderr.count("\n") == 1


def test_a_host_that_does_not_answer_is_given_up_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        waiting = []
        for _ in range(3):  # the queue of a server that never accepts is full after a few
            waiting.append(socket.socket())
            waiting[-1].settimeout(0)
            waiting[-1].connect_ex(("127.0.0.1", port))
        result = client(port, "--timeout", "0.3")
        for each in waiting:
            each.close()
    assert result.returncode == 1
    assert result.stderr == f"echo-client: cannot connect to 127.0.0.1:{port}: no answer within 0.3 s\n"


def closes_early(connection: socket.socket) -> None:
    connection.recv(100)
    connection.sendall(b"Echo=>he")


def resets(connection: socket.socket) -> None:
    connection.recv(100)
    reset(connection)


def is_silent(connection: socket.socket) -> None:
    while connection.recv(100):
        pass
    connection.settimeout(PATIENCE_S)
    time.sleep(0.6)


@pytest.mark.parametrize(
    ("play", "trouble"),
    [
        (closes_early, "closed the connection before the reply was complete"),
        (resets, "broke off: connection reset by peer"),
        (is_silent, "sent nothing for 0.3 s before the reply was complete"),
    ],
)
def test_a_server_that_fails_is_one_clear_line_and_status_1(play: Play, trouble: str) -> None:
    with server_that(play) as port:
        result = client(port, "hello", "--reply-timeout", "0.3")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"echo-client: 127.0.0.1:{port} {trouble}\n"


def test_a_reply_in_drops_is_one_reply() -> None:
    def play(connection: socket.socket) -> None:
        for _ in range(2):
            connection.recv(100)
            for number in b"Echo=>hello at " + CTIME:
                connection.sendall(bytes([number]))
                time.sleep(0.002)

    with server_that(play) as port:
        result = client(port, "hello", "hello")
    assert result.stdout == f"Client received: 'Echo=>hello at {CTIME.decode()}'\n" * 2


def test_pieces_of_a_reply_are_one_reply() -> None:
    def play(connection: socket.socket) -> None:
        for _ in range(2):
            connection.recv(100)
            for piece in (b"he", b"ll", b"o"):
                connection.sendall(b"Echo=>" + piece + b" at " + CTIME)
                time.sleep(0.1)

    with server_that(play) as port:
        result = client(port, "hello", "hello")
    pieces = "".join(f"Echo=>{piece} at {CTIME.decode()}" for piece in ("he", "ll", "o"))
    assert result.stdout == f"Client received: '{pieces}'\n" * 2


def test_a_plain_echo_is_a_reply() -> None:
    def play(connection: socket.socket) -> None:
        while data := connection.recv(65536):
            connection.sendall(data)

    with server_that(play) as port:
        result = client(port, "one", "two", "x" * 100_000)
    assert (
        result.stdout
        == f"Client received: 'one'\nClient received: 'two'\nClient received: '{'x' * 100_000}'\n"
    )


def test_another_answer_than_an_echo_is_printed_as_it_is() -> None:
    def play(connection: socket.socket) -> None:
        for _ in range(2):
            connection.recv(100)
            connection.sendall(b"+OK ready")
        is_silent(connection)

    with server_that(play) as port:
        result = client(port, "a longer message", "USER nobody")
    assert result.stdout == "Client received: '+OK ready'\n" * 2
    assert result.returncode == 0


def test_a_server_that_never_stops_talking_is_cut_short() -> None:
    def play(connection: socket.socket) -> None:
        while True:
            connection.sendall(b"blah " * 1000)

    with server_that(play) as port:
        result = client(port, "hello")
    assert result.returncode == 0
    assert len(result.stdout) < 3_000_000


def test_a_megabyte_there_and_back_does_not_lock_up(start: Start) -> None:
    server = start("servers.thread_server", "--work-seconds", "0")
    message = os.urandom(1 << 20).hex()
    result = client(server.port, "-", input=message)
    assert (result.returncode, result.stderr) == (0, "")
    undressed = re.sub(r"Echo=>| at \w{3} \w{3} [ \d]\d [\d:]{8} \d{4}", "", result.stdout)
    assert undressed == f"Client received: '{message}'\n"


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_client_without_a_traceback(start: Start, number: int, status: int) -> None:
    server = start("servers.thread_server", "--work-seconds", "30")
    command = [sys.executable, "-m", "services.clients.echo_client", "localhost", "--port", str(server.port)]
    with subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE) as process:
        server.wait_for_event("received")
        process.send_signal(number)
        assert process.communicate(timeout=PATIENCE_S)[1] == b""
        assert process.returncode == status


def test_the_journal_tells_of_both_ends_of_a_conversation(start: Start, tmp_path: Path) -> None:
    server, path = start("servers.thread_server", "--work-seconds", "0"), tmp_path / "client.jsonl"
    client(server.port, "hello", env={"SOCKETLAB_JOURNAL": str(path)})
    server.wait_for_event("closed")
    mine = [parsed(line) for line in path.read_text().splitlines()]
    assert [event["event"] for event in mine] == ["connect", "sent", "received", "closed"]
    connect, sent, received, closed = mine
    assert (connect["host"], connect["port"], connect["role"]) == ("127.0.0.1", server.port, "client")
    assert connect["began"] <= connect["clock"] < received["clock"]
    assert (sent["size"], sent["data"]) == (5, "hello")
    assert re.fullmatch(r"Echo=>hello at .{24}", received["data"])
    assert closed["reason"] == "eof"
    theirs = server.events("received")[0]
    assert {event["conn"] for event in [*mine, theirs]} == {connect["conn"]}
    assert connect["began"] < float(str(theirs["clock"])) < received["clock"]


def parsed(line: str) -> dict[str, Any]:

    result: dict[str, Any] = json.loads(line)
    return result


def test_a_failure_to_connect_is_in_the_journal(tmp_path: Path) -> None:
    path = tmp_path / "client.jsonl"
    run("clients.echo_client", "nohost.invalid", env={"SOCKETLAB_JOURNAL": str(path)})
    (event,) = [parsed(line) for line in path.read_text().splitlines()]
    assert (event["event"], event["host"], event["port"]) == ("failed", "nohost.invalid", 50007)
    assert str(event["error"]).startswith('no host named "nohost.invalid"')


@pytest.mark.parametrize(
    "arguments", [["--port", "0"], ["--port", "x"], ["--timeout", "0"], ["localhost", ""]]
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    result = run("clients.echo_client", *arguments)
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1].startswith("echo-client: error: ")
