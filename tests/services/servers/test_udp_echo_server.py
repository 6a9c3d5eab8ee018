"""Datagrams: the server, and a client that goes on asking."""

import contextlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services.processes import PATIENCE_S, Running, Start, environment, run
from tests.services.variants import CTIME

Address = tuple[str, int]
Answer = Callable[[bytes, int], list[bytes]]


@pytest.fixture
def server(start: Start) -> Running:
    return start("servers.udp_echo_server")


def endpoint(server: Running) -> socket.socket:
    """Return a plain socket that speaks to the server alone."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.settimeout(PATIENCE_S)
    made.connect(("127.0.0.1", server.port))
    return made


def ask(server: Running, message: bytes) -> bytes:
    with endpoint(server) as made:
        made.send(message)
        return made.recv(65535)


@contextlib.contextmanager
def peer(answer: Answer) -> Iterator[tuple[int, list[bytes]]]:
    """Answer datagrams as a test likes: by a message and how many came before it; give port and messages."""
    heard: list[bytes] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.bind(("127.0.0.1", 0))

        def serve() -> None:
            while (received := made.recvfrom(65535))[0] != b"end":
                message, address = received
                heard.append(message)
                for reply in answer(message, len(heard) - 1):
                    made.sendto(reply, address)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield made.getsockname()[1], heard
        finally:
            made.sendto(b"end", made.getsockname())
            thread.join()


def test_a_datagram_comes_back_with_the_time(server: Running) -> None:
    assert re.fullmatch(rf"Echo=>hello at {CTIME}".encode(), ask(server, b"hello"))
    assert re.fullmatch(rf"Datagram from \('127.0.0.1', \d+\) at {CTIME}", server.line())


def test_each_sender_gets_its_own_datagrams_one_for_one(server: Running) -> None:
    with endpoint(server) as first, endpoint(server) as second:
        for number in range(3):
            first.send(b"first %d" % number)
            second.send(b"second %d" % number)
        for number in range(3):
            assert first.recv(100).startswith(b"Echo=>first %d at " % number)
            assert second.recv(100).startswith(b"Echo=>second %d at " % number)


def test_an_empty_datagram_and_the_longest_answerable_one_are_answered(server: Running) -> None:
    assert re.fullmatch(rf"Echo=> at {CTIME}".encode(), ask(server, b""))
    longest = 65507 - len("Echo=> at Thu Jan  1 00:00:00 1970")
    assert len(ask(server, b"x" * longest)) == 65507


def test_an_answer_that_fits_into_no_datagram_is_complained_of_and_the_next_is_given(server: Running) -> None:
    with endpoint(server) as made:
        made.send(b"x" * 65507)
        assert ask(server, b"next").startswith(b"Echo=>next at ")
    assert re.fullmatch(
        r"udp-echo-server: cannot answer \('127.0.0.1', \d+\): message too long\n", server.stderr
    )


def test_a_sender_that_has_gone_harms_nobody(server: Running) -> None:
    for _ in range(5):
        with endpoint(server) as made:
            made.send(b"gone")
    assert ask(server, b"here").startswith(b"Echo=>here at ")
    assert server.stderr == ""


def test_the_journal_tells_what_came_from_where(server: Running) -> None:
    with endpoint(server) as made:
        conn = "{}:{}".format(*made.getsockname())
        made.send(b"caf\xe9")
        answer = made.recv(100)
    server.wait_for_event("sent")
    ready, received, sent = server.events()
    assert (ready["event"], ready["host"], ready["port"]) == ("ready", "0.0.0.0", server.port)
    assert (received["conn"], received["data"]) == (conn, "caf\xe9")
    assert (sent["conn"], sent["data"]) == (conn, answer.decode("latin-1"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_idle_or_at_work(start: Start, number: int) -> None:
    for work_s, message in (("0", b""), ("30", b"work")):
        server = start("servers.udp_echo_server", "--work-seconds", work_s)
        with endpoint(server) as made:
            if message:
                made.send(message)
                server.wait_for_event("received")
            status, seconds = server.stop(number)
        assert (status, server.stderr) == (0, "")
        assert seconds < 1


def test_a_port_in_use_is_one_clear_line_and_status_1(server: Running) -> None:
    result = run("servers.udp_echo_server", "--port", str(server.port))
    assert (result.returncode, result.stdout) == (1, "")
    trouble = "address already in use (is another server running there?)"
    assert result.stderr == f"udp-echo-server: cannot listen on 0.0.0.0:{server.port}: {trouble}\n"


def test_the_health_check_sees_the_port_among_those_of_udp_only(server: Running) -> None:
    found = run("lab.listening", "--udp", str(server.port))
    assert (found.returncode, found.stdout) == (0, f"listening on {server.port}\n")
    assert run("lab.listening", str(server.port)).returncode == 1
    server.stop()
    assert run("lab.listening", "--udp", str(server.port)).returncode == 1


def test_our_client_and_our_server_understand_each_other(server: Running, tmp_path: Path) -> None:
    journal = tmp_path / "client.jsonl"
    messages = ("one", "Echo=>two", "th\xefrd at last")
    result = run(
        "clients.udp_echo_client",
        "localhost",
        *messages,
        "--port",
        str(server.port),
        env={"SOCKETLAB_JOURNAL": str(journal)},
    )
    assert (result.returncode, result.stderr) == (0, "")
    for message, line in zip(messages, result.stdout.splitlines(), strict=True):
        assert re.fullmatch(rf"Client received: 'Echo=>{message} at {CTIME}'", line)
    # Every message has a port of its own.
    assert len({event["conn"] for event in server.events("received")}) == 3
    assert journal.read_text().count('"sent"') == 3
    assert journal.read_text().count('"resent"') == 0


def test_lines_of_standard_input_are_messages(server: Running) -> None:
    result = run("clients.udp_echo_client", "127.0.0.1", "-", "--port", str(server.port), input="a\n\nb\n")
    assert [line[:24] for line in result.stdout.splitlines()] == ["Client received: 'Echo=>" for _ in "ab"]


def test_what_is_lost_is_asked_again_with_twice_the_patience() -> None:
    moments: list[float] = []

    def deaf_twice(message: bytes, before: int) -> list[bytes]:
        moments.append(time.monotonic())
        return [b"Echo=>" + message] if before == 2 else []

    with peer(deaf_twice) as (port, heard):
        result = run("clients.udp_echo_client", "127.0.0.1", "hello", "--port", str(port), "--timeout", "0.2")
    assert (result.returncode, result.stdout) == (0, "Client received: 'Echo=>hello'\n")
    assert heard == [b"hello"] * 3
    first, second = moments[1] - moments[0], moments[2] - moments[1]
    assert 0.19 < first < second
    assert 0.39 < second < 2


def test_answers_to_something_else_and_answers_that_come_twice_are_not_taken() -> None:
    def confused(message: bytes, before: int) -> list[bytes]:
        stale = [b"Echo=>other", b"noise", b""] if before == 0 else [b"Echo=>first"]
        return [*stale, b"Echo=>" + message, b"Echo=>" + message]

    with peer(confused) as (port, heard):
        result = run("clients.udp_echo_client", "127.0.0.1", "first", "second", "--port", str(port))
    assert result.stdout.splitlines() == ["Client received: 'Echo=>first'", "Client received: 'Echo=>second'"]
    assert heard == [b"first", b"second"]


def test_an_answer_that_comes_late_is_still_this_messages_answer() -> None:
    def late(message: bytes, before: int) -> list[bytes]:
        if before == 0:
            time.sleep(0.5)
            return [b"Echo=>" + message]
        return []  # only the answer to the first try ever comes

    with peer(late) as (port, heard):
        result = run("clients.udp_echo_client", "127.0.0.1", "hello", "--port", str(port), "--timeout", "0.3")
    assert (result.returncode, result.stdout) == (0, "Client received: 'Echo=>hello'\n")
    assert heard == [b"hello"] * 2


def test_noise_does_not_keep_a_question_open() -> None:
    with peer(lambda _message, _before: [b"noise"] * 50) as (port, heard):
        patience = ("--timeout", "0.05", "--tries", "2")
        result = run("clients.udp_echo_client", "127.0.0.1", "hello", "--port", str(port), *patience)
    assert result.returncode == 1
    assert "no answer (sent 2x)" in result.stderr
    assert heard == [b"hello"] * 2


def test_silence_is_one_clear_line_and_status_1() -> None:
    with peer(lambda _message, _before: []) as (port, heard):
        patience = ("--timeout", "0.05", "--tries", "3")
        result = run("clients.udp_echo_client", "127.0.0.1", "hello", "--port", str(port), *patience)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"udp-echo-client: cannot ask 127.0.0.1:{port}: no answer (sent 3x)\n"
    assert heard == [b"hello"] * 3


def test_a_server_that_starts_late_is_found_all_the_same(start: Start) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("127.0.0.1", 0))
        port = holder.getsockname()[1]
    command = [sys.executable, "-m", "services.clients.udp_echo_client", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as client:
        time.sleep(0.3)
        start("servers.udp_echo_server", "--port", str(port))
        assert client.stdout
        assert "Echo=>Hello network world at " in client.stdout.read()
        assert client.wait(PATIENCE_S) == 0


def test_a_refusal_is_one_clear_line_and_status_1() -> None:
    result = run("clients.udp_echo_client", "127.0.0.1", "--port", "9", "--timeout", "0.05", "--tries", "2")
    assert (result.returncode, result.stdout) == (1, "")
    trouble = "connection refused (is the server running there?) (sent 2x)"
    assert result.stderr == f"udp-echo-client: cannot ask 127.0.0.1:9: {trouble}\n"


def test_a_message_that_fits_into_no_datagram_is_not_tried_twice() -> None:
    began = time.monotonic()
    result = run("clients.udp_echo_client", "127.0.0.1", "x" * 65508, "--port", "9")
    assert result.returncode == 1
    assert result.stderr == "udp-echo-client: cannot ask 127.0.0.1:9: message too long (sent 0x)\n"
    assert time.monotonic() - began < 0.9


def test_no_such_host_is_one_clear_line_and_status_1() -> None:
    result = run("clients.udp_echo_client", "nohost.invalid")
    assert result.returncode == 1
    assert result.stderr.startswith('udp-echo-client: no host named "nohost.invalid" (')
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["localhost", ""], ["--port", "0"], ["--tries", "0"], ["--timeout", "0"]]
)
def test_a_wrong_option_is_one_clear_line_and_status_2(arguments: list[str]) -> None:
    result = run("clients.udp_echo_client", *arguments)
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1].startswith("udp-echo-client: error: ")


def test_a_signal_ends_the_client_with_its_number(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "services.clients.udp_echo_client", "127.0.0.1"]
    with peer(lambda _message, _before: []) as (port, heard):
        process = subprocess.Popen([*command, "--port", str(port)], env=environment(), cwd=tmp_path)
        while not heard:
            time.sleep(0.005)
        process.terminate()
        assert process.wait(PATIENCE_S) == 128 + signal.SIGTERM
