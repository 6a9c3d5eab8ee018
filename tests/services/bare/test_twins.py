"""The classic programs are the oracle: their robust twins give the same answers, byte for byte."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.processes import PATIENCE_S, ROOT, Start, environment, fresh_pair, read_to_end, wait_until
from tests.services.variants import CTIME

BARE = ROOT / "services" / "bare"
SERVERS = [
    "echo_server",
    "fork_server",
    "fork_server_signal",
    "thread_server",
    "class_server",
    "select_server",
]
PARALLEL = ["fork_server", "fork_server_signal", "thread_server", "class_server", "select_server"]
"""Those where a client that says nothing keeps no other one waiting."""
MESSAGES = {
    "text": b"Hello network world",
    "nothing": b"",
    "every byte": bytes(range(256)),
    "zero bytes": b"\0" * 500,
    "what a reply looks like": b"Echo=>x at Thu Jan  1 00:00:00 1970",
    "a line end": b"\r\n",
    "a block": b"x" * 1024,
    "large": b"abcdefgh" * 40_000,
}
DRESSING = re.compile(rb"Echo=>| at %s" % CTIME.encode())


class Bare:
    """A classic server on a port of its own (select_server: on two)."""

    def __init__(self, program: str, folder: Path, work_s: float = 0) -> None:
        self.port = fresh_pair()
        self.process = subprocess.Popen(
            [sys.executable, str(BARE / f"{program}.py"), str(self.port)],
            cwd=folder,
            env=environment(SOCKETLAB_WORK_SECONDS=str(work_s)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self.listens, f"{program} listens")

    def listens(self) -> bool:
        assert self.process.poll() is None
        rows = Path("/proc/net/tcp").read_text().splitlines()[1:]
        return any(row.split()[1].endswith(f":{self.port:04X}") and row.split()[3] == "0A" for row in rows)


@pytest.fixture
def bare() -> Iterator[list[Bare]]:
    started: list[Bare] = []
    yield started
    for each in started:
        each.process.kill()
        each.process.wait()


def twins(program: str, start: Start, bare: list[Bare], tmp_path: Path) -> tuple[int, int]:
    """Start both, and return the port of the classic program and that of its twin."""
    bare.append(Bare(program, tmp_path))
    ready = 2 if program == "select_server" else 1
    robust = start(f"servers.{program}", "--work-seconds", "0", ready=ready)
    return bare[-1].port, robust.port


def say(port: int, message: bytes) -> bytes:
    """Say a message, end this half, and return all that comes back; reading goes on beside saying."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as client:
        answers: list[bytes] = []
        reader = threading.Thread(target=lambda: answers.append(read_to_end(client)))
        reader.start()
        client.sendall(message)
        client.shutdown(socket.SHUT_WR)
        reader.join(PATIENCE_S)
        assert not reader.is_alive()
        return answers[0]


def undressed(answer: bytes) -> bytes:
    """What was echoed, without what servers put around each piece; the time may differ by a second."""
    return DRESSING.sub(b"", answer)


def timeless(answer: bytes) -> bytes:
    """The answer with every time replaced."""
    return re.sub(CTIME.encode(), b"TIME", answer)


@pytest.mark.parametrize("program", SERVERS)
def test_both_echo_the_same(program: str, start: Start, bare: list[Bare], tmp_path: Path) -> None:
    ports = twins(program, start, bare, tmp_path)
    for name, message in MESSAGES.items():
        classic, robust = (say(port, message) for port in ports)
        assert undressed(classic) == undressed(robust) == undressed(message), name
        assert bool(classic) == bool(robust) == bool(message), name
        if len(message) <= 1024:  # in one piece
            assert timeless(classic) == timeless(robust), name


@pytest.mark.parametrize("program", SERVERS)
def test_both_answer_one_message_after_the_other_on_one_connection(
    program: str, start: Start, bare: list[Bare], tmp_path: Path
) -> None:
    heard = []
    for port in twins(program, start, bare, tmp_path):
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as client:
            for message in (b"first", b"second", b"\0\xff"):
                client.sendall(message)
                heard.append(undressed(client.recv(1000)))
    assert heard == [b"first", b"second", b"\0\xff"] * 2


@pytest.mark.parametrize("program", PARALLEL)
def test_both_serve_six_clients_while_another_one_is_silent(
    program: str, start: Start, bare: list[Bare], tmp_path: Path
) -> None:
    for port in twins(program, start, bare, tmp_path):
        with socket.create_connection(("127.0.0.1", port)):
            answers: dict[int, bytes] = {}

            def call(number: int, port: int = port, answers: dict[int, bytes] = answers) -> None:
                answers[number] = say(port, b"client %d" % number)

            callers = [threading.Thread(target=call, args=(number,)) for number in range(6)]
            for caller in callers:
                caller.start()
            for caller in callers:
                caller.join(PATIENCE_S)
        assert {number: undressed(answer) for number, answer in answers.items()} == {
            number: b"client %d" % number for number in range(6)
        }


def test_an_iterative_server_keeps_the_second_client_waiting_in_either_form(
    start: Start, bare: list[Bare], tmp_path: Path
) -> None:
    for port in twins("echo_server", start, bare, tmp_path):
        first = socket.create_connection(("127.0.0.1", port))
        with first, socket.create_connection(("127.0.0.1", port), timeout=0.3) as second:
            second.sendall(b"second")
            with pytest.raises(TimeoutError):
                second.recv(100)
            first.close()
            second.settimeout(PATIENCE_S)
            assert second.recv(100) == b"Echo=>second"


def test_both_select_servers_serve_the_second_port_too(
    start: Start, bare: list[Bare], tmp_path: Path
) -> None:
    bare.append(Bare("select_server", tmp_path))
    robust = start("servers.select_server", ready=2)
    for port in (bare[0].port + 1, robust.ports[1]):
        assert undressed(say(port, b"at the second port")) == b"at the second port"


def test_both_clients_print_the_same_of_either_server(start: Start, bare: list[Bare], tmp_path: Path) -> None:
    words = ["one", "two words", "d'accord"]
    printed = set()
    for port in twins("echo_server", start, bare, tmp_path):
        for command in (
            [str(BARE / "echo_client.py"), f"127.0.0.1:{port}", *words],
            ["-m", "services.clients.echo_client", "127.0.0.1", *words, "--port", str(port)],
        ):
            done = subprocess.run(
                [sys.executable, *command],
                env=environment(),
                capture_output=True,
                check=True,
                timeout=PATIENCE_S,
            )
            printed.add(done.stdout)
    expected = ["'Echo=>one'", "'Echo=>two words'", '"Echo=>d\'accord"']
    assert printed == {"".join(f"Client received: {reply}\n" for reply in expected).encode()}


def test_testecho_calls_with_eight_clients(bare: list[Bare], tmp_path: Path) -> None:
    bare.append(Bare("thread_server", tmp_path, work_s=0.2))
    command = [sys.executable, str(BARE / "testecho.py"), f"127.0.0.1:{bare[0].port}", "hello"]
    whole_lines = environment(PYTHONUNBUFFERED="")
    done = subprocess.run(
        command, env=whole_lines, capture_output=True, text=True, check=True, timeout=PATIENCE_S
    )
    lines = done.stdout.splitlines()
    assert sum(line.startswith("Client received: 'Echo=>hello at ") for line in lines) == 8
    assert re.fullmatch(r"8 clients, 0 failed, \d+\.\d\d s", lines[-1])


def test_a_reset_ends_the_bare_server_and_not_its_twin(
    start: Start, bare: list[Bare], tmp_path: Path
) -> None:
    from tests.services.processes import reset

    ports = twins("echo_server", start, bare, tmp_path)
    for port in ports:
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(b"x")
        assert client.recv(100)
        reset(client)
    assert bare[0].process.wait(PATIENCE_S) == 1
    assert say(ports[1], b"still there") == b"Echo=>still there"
