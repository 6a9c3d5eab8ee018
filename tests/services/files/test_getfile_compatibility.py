"""The classic file programs, written here as the classic text has them do it, against today's, both ways."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.processes import PATIENCE_S, Running, Start, environment, fetch, read_to_end, reset, run

CLASSIC_SERVER = """
import _thread as thread, socket, sys
def serverthread(client):
    sockfile = client.makefile('r')
    filename = sockfile.readline()[:-1]
    try:
        file = open(filename, 'rb')
        while True:
            bytes = file.read(1024)
            if not bytes: break
            client.sendall(bytes)
    except:
        print('Error downloading file on server:', repr(filename), flush=True)
    client.close()
serversock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serversock.bind(('127.0.0.1', 0))
serversock.listen(5)
print(serversock.getsockname()[1], flush=True)
while True:
    clientsock, clientaddr = serversock.accept()
    print('Server connected by', clientaddr, flush=True)
    thread.start_new_thread(serverthread, (clientsock,))
"""
CLASSIC_CLIENT = """
import os, socket, sys
host, port, filename = sys.argv[1:]
sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect((host, int(port)))
sock.send((filename + '\\n').encode())
dropdir = os.path.split(filename)[1]
file = open(dropdir, 'wb')
while True:
    data = sock.recv(1024)
    if not data: break
    file.write(data)
sock.close()
file.close()
"""


class Classic:
    """The classic server in a process."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CLASSIC_SERVER], cwd=folder, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        self.port = int(self.process.stdout.readline())

    def end(self) -> list[str]:
        """End it, and return what it printed."""
        with self.process:
            self.process.kill()
            assert self.process.stdout
            return [] if self.process.stdout.closed else self.process.stdout.read().splitlines()


@pytest.fixture
def classic(tmp_path: Path) -> Iterator[Classic]:
    server = Classic(tmp_path)
    yield server
    server.end()


def fetch_from(server: Classic, home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    where = ["-mode", "client", "-host", "127.0.0.1", "-port", str(server.port)]
    return run("files.getfile", *where, *arguments, cwd=home)


def fetch_as_before(port: int, home: Path, file: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-c", CLASSIC_CLIENT, "127.0.0.1", str(port), file]
    return subprocess.run(command, cwd=home, capture_output=True, timeout=PATIENCE_S, check=False)


@pytest.mark.parametrize("more", [[], ["-resume"]])
def test_a_new_client_gets_its_file_from_an_old_server_and_says_that_it_is_not_verified(
    classic: Classic, tmp_path: Path, home: Path, more: list[str]
) -> None:
    content = os.urandom(3_000_001)
    (tmp_path / "a.bin").write_bytes(content)
    (home / "a.bin.part").write_bytes(b"something else") if more else None
    result = fetch_from(classic, home, "-file", "a.bin", *more)
    assert result.stdout.startswith("Client got a.bin at ")
    assert result.stderr == (
        f"getfile: 127.0.0.1:{classic.port} knows the classic exchange only: nothing could be verified\n"
    )
    assert (result.returncode, (home / "a.bin").read_bytes()) == (0, content)
    assert [path.name for path in home.iterdir()] == ["a.bin"]
    offset = 14 if more else 0
    printed = [line.partition(" (")[0] for line in classic.end()]
    assert sorted(printed) == [
        f"Error downloading file on server: 'a.bin\\x00getfile/2 {offset}'",
        "Server connected by",
        "Server connected by",
    ]


def test_an_old_server_is_asked_once_when_the_user_knows_it(
    classic: Classic, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "a.txt").write_text("content")
    result = fetch_from(classic, home, "-file", "a.txt", "-classic")
    assert (result.returncode, result.stderr, (home / "a.txt").read_text()) == (0, "", "content")
    assert len(classic.end()) == 1


def test_what_an_old_server_does_not_send_is_no_empty_file(classic: Classic, home: Path) -> None:
    result = fetch_from(classic, home, "-file", "none")
    trouble = 'sent nothing: it has no "none", or an empty one (-classic takes that)'
    assert result.stderr == f"getfile: 127.0.0.1:{classic.port} {trouble}\n"
    assert (result.returncode, list(home.iterdir())) == (1, [])


def test_an_old_client_gets_its_file_from_a_new_server(server: Running, tmp_path: Path, home: Path) -> None:
    content = os.urandom(3_000_001)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.bin").write_bytes(content)
    assert fetch_as_before(server.port, home, "sub/a.bin").returncode == 0
    assert (home / "a.bin").read_bytes() == content


@pytest.mark.parametrize("file", ["none", "../secret", "/etc/passwd"])
def test_an_old_client_is_refused_as_it_ever_was(server: Running, home: Path, file: str) -> None:
    assert fetch_as_before(server.port, home, file).returncode == 0
    assert [path.read_bytes() for path in home.iterdir()] == [b""]


def test_an_old_client_sees_that_its_new_server_was_killed(server: Running, tmp_path: Path) -> None:
    with (tmp_path / "large.bin").open("wb") as file:
        file.truncate(30_000_000)
    with server.connect() as client:
        client.sendall(b"large.bin\n")
        assert client.recv(1000)
        server.process.kill()
        server.process.wait()
        with pytest.raises(ConnectionResetError):
            read_to_end(client)


def test_a_server_that_speaks_something_else_is_told_from_an_old_one(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        arguments = ["-mode", "client", "-host", "127.0.0.1", "-port", str(port), "-file", "a.txt"]
        command = [sys.executable, "-m", "services.files.getfile", *arguments]
        for answer, trouble in {
            b"HTTP/1.1 400 Bad Request\r\n\r\n": f"what 127.0.0.1:{port} speaks is not getfile",
            b"x" * 1000: f"what 127.0.0.1:{port} speaks is not getfile",
            b"getfile/2 ok si": f"127.0.0.1:{port} broke off in the middle of its answer",
            b"getfile/2 ok size=5 offset=0 sha256=" + b"0" * 64 + b"\nhello": (
                f"what 127.0.0.1:{port} sent is not what it promised (SHA-256 differs)"
            ),
            b"getfile/2 ok size=9 offset=4 sha256=" + b"0" * 64 + b"\nhello": (
                f"what 127.0.0.1:{port} speaks is not getfile"
            ),
            b"getfile/2 ok size=9 offset=0 sha256=" + b"0" * 64 + b"\nhello": (
                f"127.0.0.1:{port} broke off after 5 of 9 bytes"
            ),
        }.items():
            with subprocess.Popen(
                command, cwd=home, env=environment(), stderr=subprocess.PIPE, text=True
            ) as process:
                connection, _ = listener.accept()
                connection.recv(1000)
                connection.sendall(answer)
                connection.close()
                assert process.communicate(timeout=PATIENCE_S)[1] == f"getfile: {trouble}\n"
            assert (process.returncode, list(home.iterdir())) == (1, [])


def test_a_reset_in_place_of_a_header_is_no_sign_of_an_old_server(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        arguments = ["-mode", "client", "-host", "127.0.0.1", "-port", str(port), "-file", "a.txt"]
        command = [sys.executable, "-m", "services.files.getfile", *arguments]
        with subprocess.Popen(
            command, cwd=home, env=environment(), stderr=subprocess.PIPE, text=True
        ) as process:
            connection, _ = listener.accept()
            connection.recv(1000)
            reset(connection)
            trouble = process.communicate(timeout=PATIENCE_S)[1]
    assert trouble == f"getfile: 127.0.0.1:{port} broke off: connection reset by peer\n"


def test_both_ways_of_asking_are_served_side_by_side(start: Start, tmp_path: Path, home: Path) -> None:
    server = start("files.getfile", "-mode", "server")
    (tmp_path / "a.bin").write_bytes(os.urandom(200_000))
    for more in [], ["-classic"]:
        assert fetch(server, home, "a.bin", *more).returncode == 0
        assert (home / "a.bin").read_bytes() == (tmp_path / "a.bin").read_bytes()
        (home / "a.bin").unlink()
