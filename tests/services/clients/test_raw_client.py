"""raw-client against servers of every temper: it prints what came, or says in one line why nothing did."""

import contextlib
import json
import socket
import time
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.services.processes import Play, Start, read_to_end, reset, run, server_that


def client(port: int, *arguments: str, **options: Any) -> CompletedProcess[Any]:
    return run("clients.raw_client", "127.0.0.1", str(port), *arguments, **options)


def until_the_client_leaves(connection: socket.socket) -> None:
    with contextlib.suppress(ConnectionError):
        read_to_end(connection)


def greets(greeting: bytes) -> Play:
    def play(connection: socket.socket) -> None:
        connection.sendall(greeting)
        until_the_client_leaves(connection)

    return play


def test_a_greeting_is_printed_as_bytes_and_the_server_may_go_on_waiting() -> None:
    began = time.monotonic()
    with server_that(greets(b"+OK ready.\r\n")) as port:
        result = client(port)
    assert (result.returncode, result.stdout, result.stderr) == (0, "b'+OK ready.\\r\\n'\n", "")
    assert time.monotonic() - began < 5, "a moment of silence is the end, not the whole patience"


def test_forty_bytes_are_enough_and_then_nobody_waits_for_silence() -> None:
    with server_that(greets(b"220 " + b"x" * 100)) as port:
        result = client(port)
    assert result.stdout == f"b'220 {'x' * 36}'\n"


@pytest.mark.parametrize("count", [1, 3, 104])
def test_as_many_bytes_as_are_asked_for_are_printed(count: int) -> None:
    greeting = b"220 " + b"x" * 100
    with server_that(greets(greeting)) as port:
        result = client(port, "--bytes", str(count))
    assert result.stdout == f"{greeting[:count]!r}\n"


def test_a_greeting_in_drops_is_one_greeting() -> None:
    def play(connection: socket.socket) -> None:
        for number in b"220 drop by drop\r\n":
            connection.sendall(bytes([number]))
            time.sleep(0.01)
        until_the_client_leaves(connection)

    with server_that(play) as port:
        result = client(port)
    assert result.stdout == "b'220 drop by drop\\r\\n'\n"


def test_what_is_no_text_is_shown_byte_by_byte() -> None:
    with server_that(greets(bytes([0, 27, 255, 39]))) as port:
        result = client(port)
    assert result.stdout == f"{bytes([0, 27, 255, 39])!r}\n"
    assert "\x1b" not in result.stdout


def test_what_is_to_be_said_arrives_byte_for_byte_with_its_escapes_understood() -> None:
    heard: list[bytes] = []

    def play(connection: socket.socket) -> None:
        heard.append(connection.recv(1000))
        connection.sendall(b"thanks")

    with server_that(play) as port:
        result = client(port, "--send", r"GET /\tä\\n\x00\xfF\0\r\n")
    assert heard == [b"GET /\t\xc3\xa4\\n\x00\xff\x00\r\n"]
    assert result.stdout == "b'thanks'\n"


@pytest.mark.parametrize("text", [r"\q", "\\", r"\x4", r"\xgg", "\\\n"])
def test_an_escape_that_is_none_is_wrong_usage_before_anybody_is_called(text: str) -> None:
    result = run("clients.raw_client", "nohost.invalid", "80", "--send", text)
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1].endswith(r"is not one of \r \n \t \0 \\ \xHH")


def says_nothing(connection: socket.socket) -> None:
    until_the_client_leaves(connection)


def closes_without_a_word(connection: socket.socket) -> None:
    connection.recv(100)


def resets_at_once(connection: socket.socket) -> None:
    connection.recv(100)
    reset(connection)


@pytest.mark.parametrize(
    ("play", "trouble"),
    [
        (says_nothing, "sent nothing for 0.3 s"),
        (closes_without_a_word, "closed the connection without sending a byte"),
        (resets_at_once, "broke off: connection reset by peer"),
    ],
)
def test_a_server_that_fails_is_one_clear_line_and_status_1(play: Play, trouble: str) -> None:
    with server_that(play) as port:
        result = client(port, "--send", "hello", "--reply-timeout", "0.3")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"raw-client: 127.0.0.1:{port} {trouble}\n"


def test_what_came_before_a_reset_is_printed_all_the_same() -> None:
    def play(connection: socket.socket) -> None:
        connection.sendall(b"+OK")
        connection.recv(100)
        time.sleep(0.2)  # what has been sent is lost with a reset, where nobody has read it yet
        reset(connection)

    with server_that(play) as port:
        result = client(port, "--send", "x")
    assert (result.returncode, result.stdout) == (1, "b'+OK'\n")
    assert result.stderr == f"raw-client: 127.0.0.1:{port} broke off: connection reset by peer\n"


def test_an_early_close_is_an_end_like_any_other() -> None:
    with server_that(lambda connection: connection.sendall(b"bye")) as port:
        result = client(port)
    assert (result.returncode, result.stdout, result.stderr) == (0, "b'bye'\n", "")


def test_a_flood_is_cut_off_after_the_bytes_that_were_asked_for() -> None:
    def play(connection: socket.socket) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                connection.sendall(b"blah " * 10_000)

    with server_that(play) as port:
        result = client(port, "--bytes", "100000")
    assert result.returncode == 0
    assert len(result.stdout) == len("b''\n") + 100_000


def test_a_server_that_drips_for_ever_is_left_when_the_patience_is_over() -> None:
    def play(connection: socket.socket) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                connection.sendall(b".")
                time.sleep(0.05)

    began = time.monotonic()
    with server_that(play) as port:
        result = client(port, "--bytes", "1000000", "--reply-timeout", "0.5")
    assert result.returncode == 0
    assert result.stdout.startswith("b'...")
    assert time.monotonic() - began < 5


def test_a_server_that_takes_nothing_in_is_given_up() -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        result = client(listener.getsockname()[1], "--send", "x" * 120_000, "--reply-timeout", "0.3")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.endswith(" sent nothing for 0.3 s\n")


def test_nobody_listening_is_one_clear_line_and_status_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    result = client(port)
    trouble = "connection refused (is the server running there?)"
    assert result.stderr == f"raw-client: cannot connect to 127.0.0.1:{port}: {trouble}\n"
    assert (result.returncode, result.stdout) == (1, "")


def test_a_name_of_no_host_is_one_clear_line_and_status_1() -> None:
    result = run("clients.raw_client", "nohost.invalid", "80")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith('raw-client: no host named "nohost.invalid" (')
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["localhost"],
        ["localhost", "x"],
        ["localhost", "0"],
        ["localhost", "80", "--bytes", "0"],
        ["localhost", "80", "--bytes", "9999999"],
        ["localhost", "80", "--reply-timeout", "0"],
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    result = run("clients.raw_client", *arguments)
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1].startswith("raw-client: error: ")


def test_our_own_servers_are_servers_like_any_other(start: Start) -> None:
    server = start("servers.echo_server")
    result = client(server.port, "--send", r"hello\r\n")
    assert result.stdout == "b'Echo=>hello\\r\\n'\n"


def test_the_journal_tells_what_was_said_and_what_came(tmp_path: Path) -> None:
    path = tmp_path / "client.jsonl"
    with server_that(greets(b"220 hello\r\n")) as port:
        client(port, "--send", r"x\n", env={"SOCKETLAB_JOURNAL": str(path)})
    events = [json.loads(line) for line in path.read_text().splitlines()]
    assert [event["event"] for event in events] == ["connect", "sent", "received", "closed"]
    _, sent, received, closed = events
    assert (sent["data"], received["data"], closed["reason"]) == ("x\n", "220 hello\r\n", "shutdown")


def test_the_journal_tells_of_a_close_and_of_a_reset(tmp_path: Path) -> None:
    reasons = []
    for number, play in enumerate((closes_without_a_word, resets_at_once, says_nothing)):
        path = tmp_path / f"{number}.jsonl"
        with server_that(play) as port:
            client(port, "--reply-timeout", "0.2", "--send", "x", env={"SOCKETLAB_JOURNAL": str(path)})
        reasons.append(json.loads(path.read_text().splitlines()[-1])["reason"])
    assert reasons == ["eof", "reset", "error"]
