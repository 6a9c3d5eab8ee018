"""How the file client ends when it cannot have its file."""

import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.services.processes import PATIENCE_S, Running, environment, fetch, reset, run, wait_until

HALF = b"getfile/2 ok size=8 offset=0 sha256=" + b"0" * 64 + b"\nhalf"


def test_a_server_that_is_not_there_leaves_the_old_file_alone(home: Path) -> None:
    (home / "a.txt").write_text("old")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    result = run("files.getfile", "-mode", "client", "-port", str(port), "-file", "a.txt", cwd=home)
    expected = (
        f"getfile: cannot connect to localhost:{port}: connection refused (is the server running there?)\n"
    )
    assert (result.returncode, result.stdout, result.stderr) == (1, "", expected)
    assert (home / "a.txt").read_text() == "old"


def test_a_server_that_breaks_off_leaves_no_file(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE_S)

        def serve() -> None:
            connection, _ = listener.accept()
            connection.recv(100)
            connection.sendall(HALF)
            time.sleep(0.1)
            reset(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        port = listener.getsockname()[1]
        result = run("files.getfile", "-mode", "client", "-port", str(port), "-file", "a.txt", cwd=home)
        thread.join()
    assert result.returncode == 1
    assert (
        result.stderr == f"getfile: localhost:{port} broke off after 4 of 8 bytes: connection reset by peer\n"
    )
    assert list(home.iterdir()) == []


def test_a_signal_ends_the_client_and_leaves_no_file(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE_S)
        port = listener.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "services.files.getfile",
            "-mode",
            "client",
            "-port",
            str(port),
            "-file",
            "a.txt",
        ]
        with subprocess.Popen(command, env=environment(), cwd=home, stderr=subprocess.PIPE) as process:
            connection, _ = listener.accept()
            connection.sendall(HALF)
            wait_until(lambda: list(home.iterdir()), "the beginning of a file")
            process.terminate()
            assert process.communicate(timeout=PATIENCE_S)[1] == b""
            connection.close()
    assert process.returncode == 143
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    ("output", "trouble"),
    [
        ("/dev/full", "cannot write the file: no space left on device"),
        ("nowhere/a", 'cannot write "nowhere/a": no such file or directory'),
        ("folder", 'cannot write "folder/a.txt": is a directory'),
    ],
)
def test_a_file_that_cannot_be_written_is_one_clear_line(
    server: Running, tmp_path: Path, home: Path, output: str, trouble: str
) -> None:
    (tmp_path / "a.txt").write_text("content")
    (home / "folder/a.txt").mkdir(parents=True)
    result = fetch(server, home, "a.txt", "--output", output)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", f"getfile: {trouble}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["-mode", "neither"],
        ["-mode", "client"],
        ["-mode", "client", "-file", "a\nb"],
        ["-mode", "client", "-file", "folder/"],
        ["--mode=client", "--file=.."],
        ["-mode", "client", "-file", "x" * 4096],
        ["-mode", "client", "-file", "a", "-classic", "-resume"],
        ["-mode", "client", "-file", "a", "-progress", "perhaps"],
        ["-mode", "server", "-port", "x"],
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    result = run("files.getfile", *arguments)
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1].startswith("getfile: error: ")
