"""The gate for any image, as a process: what it waits for, says, seals and leaves."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import Any

import docker
import pytest

from socketlab.record.credentials import is_sealed

pytestmark = [
    pytest.mark.docker,
    pytest.mark.spread,
    pytest.mark.skipif(sys.platform != "linux", reason="the program is taken out of its image and run here"),
]

KEY = bytes(range(32))
CLOSED = 125
NOT_FOUND = 127
LARGEST = 1 << 20
SOON_S = 0.2


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program out of its image."""
    client = docker.from_env()
    container = client.containers.create("socketlab/gate")
    try:
        stream, _ = container.get_archive("/.socketlab/gate")
        folder = tmp_path_factory.mktemp("gate")
        with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as archive:
            archive.extractall(folder, filter="data")
    finally:
        container.remove(v=True)
        client.close()
    return folder / "gate"


def start(gate: Path, *command: str) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen([gate, *command], stdin=pipe, stdout=pipe, stderr=pipe, cwd="/")


def order(moment: float = 0.0, key: bytes = KEY) -> bytes:
    return f"{moment:.9f} {key.hex()}\n".encode()


def notes_in(errors: bytes) -> list[tuple[dict[str, Any], bool]]:
    """Each note on standard error, and whether it is sealed with the key."""
    lines = [line for line in errors.splitlines() if line.startswith(b"{")]
    return [(json.loads(line), is_sealed(line, KEY)) for line in lines]


def test_it_becomes_the_program_at_the_moment_and_leaves_it_its_input(gate: Path) -> None:
    process = start(gate, "sh", "-c", "cat; echo $$; exit 7")
    moment = time.clock_gettime(time.CLOCK_MONOTONIC) + SOON_S
    out, errors = process.communicate(order(moment) + b"the program's own\n")
    (waiting, early), (released, sealed) = notes_in(errors)
    assert (process.returncode, out) == (7, f"the program's own\n{process.pid}\n".encode())
    assert (waiting["event"], waiting["role"], early) == ("waiting", "gate", False)
    assert (released["event"], released["role"], sealed) == ("released", "gate", True)
    assert 0 <= released["clock"] - moment < 1
    assert abs(released["wall"] - time.time()) < 5


def test_what_it_seals_is_what_the_recorder_checks_whatever_its_length(gate: Path) -> None:
    for length in range(1, 250):
        process = start(gate, "/" + "x" * length)
        _, errors = process.communicate(order())
        (ended, sealed) = notes_in(errors)[-1]
        shown = ("/" + "x" * length)[:200]
        assert (process.returncode, sealed, ended["code"]) == (NOT_FOUND, True, NOT_FOUND)
        assert (ended["event"], ended["trouble"]) == ("exit", f"{shown}: no such file or directory")


@pytest.mark.parametrize(
    ("command", "trouble"),
    [
        (["/"], "/: permission denied"),
        (['/a"b\\c\nd\u00e9'], "/a?b?c?d??: no such file or directory"),
        ([], "no command: no such file or directory"),
    ],
)
def test_a_command_that_cannot_be_executed_is_said_with_the_reason(
    gate: Path, command: list[str], trouble: str
) -> None:
    process = start(gate, *command)
    _, errors = process.communicate(order())
    (ended, sealed) = notes_in(errors)[-1]
    assert (process.returncode, sealed, ended["trouble"]) == (NOT_FOUND, True, trouble)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"soon\n",
        b"1.5 " + KEY.hex().encode() + b"\n",
        b"1000000000 " + KEY.hex().encode() + b"\n",
        b"-1.000000000 " + KEY.hex().encode() + b"\n",
        order(key=KEY[1:]),
        order(key=KEY + b"x"),
        order().replace(b"f", b"F"),
        b"1" * 1000 + b"\n",
        order().rstrip(b"\n"),
    ],
)
def test_without_a_whole_order_nothing_is_started(gate: Path, line: bytes) -> None:
    process = start(gate, "echo", "started")
    out, errors = process.communicate(line)
    assert (process.returncode, out) == (CLOSED, b"")
    assert [note["event"] for note, _ in notes_in(errors)] == ["waiting"]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1"])
def test_a_signal_ends_it_while_it_waits_as_process_1_too(gate: Path, name: str) -> None:
    process = start(gate, "echo", "started")
    assert process.stderr is not None
    assert b"waiting" in process.stderr.readline()
    process.send_signal(signal.Signals[name])
    out, _ = process.communicate()
    assert (process.returncode, out) == (128 + signal.Signals[name], b"")


def test_the_program_handles_signals_as_it_would_without_the_gate(gate: Path) -> None:
    read = "import signal; print([s for s in signal.valid_signals() if signal.getsignal(s)])"
    plain = subprocess.run([sys.executable, "-c", read], capture_output=True, check=True).stdout
    process = start(gate, sys.executable, "-c", read)
    assert process.communicate(order())[0] == plain


def test_it_is_small_and_static(gate: Path) -> None:
    content = gate.read_bytes()
    assert len(content) < LARGEST
    assert b"ld-musl" not in content
    assert b"ld-linux" not in content
