"""Files over the wire: every byte, many at once, and what is no file."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from services.files.wire import MOST_REQUEST_BYTES
from tests.services.processes import (
    PATIENCE_S,
    ROOT,
    Running,
    Start,
    environment,
    fetch,
    read_to_end,
    reset,
    run,
)

CTIME = r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}"


def request(server: Running, line: bytes) -> bytes:
    with server.connect() as client:
        client.sendall(line)
        return read_to_end(client)


def test_a_large_file_arrives_with_every_byte(server: Running, tmp_path: Path, home: Path) -> None:
    content = os.urandom(16_000_001)
    (tmp_path / "large.bin").write_bytes(content)
    result = fetch(server, home, "large.bin")
    assert re.fullmatch(rf"Client got large.bin at {CTIME}\n", result.stdout)
    assert (result.returncode, result.stderr) == (0, "")
    assert (home / "large.bin").read_bytes() == content
    assert [path.name for path in home.iterdir()] == ["large.bin"]
    assert re.fullmatch(rf"Server connected by \('127.0.0.1', \d+\) at {CTIME}", server.line())


@pytest.mark.parametrize(("folder", "asked"), [("sub/dir", "sub/dir/a.txt"), ("", "back\\slash.txt")])
def test_the_file_is_kept_under_its_last_component(
    server: Running, tmp_path: Path, home: Path, folder: str, asked: str
) -> None:
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    (tmp_path / asked).write_text("content")
    result = fetch(server, home, asked)
    assert result.stdout.startswith(f"Client got {asked} at ")
    (kept,) = home.iterdir()
    assert kept.name == re.split(r"[/\\]", asked)[-1]
    assert kept.read_text() == "content"


def test_several_files_at_once_are_not_mixed_up(server: Running, tmp_path: Path, home: Path) -> None:
    names = [f"{number}.bin" for number in range(6)]
    for name in names:
        (tmp_path / name).write_bytes(os.urandom(3_000_000))
    threads = [threading.Thread(target=fetch, args=(server, home, name)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in names:
        assert (home / name).read_bytes() == (tmp_path / name).read_bytes()


def test_a_client_that_does_not_read_holds_up_nobody(server: Running, tmp_path: Path, home: Path) -> None:
    (tmp_path / "large.bin").write_bytes(bytes(30_000_000))
    with server.connect() as lazy:
        lazy.sendall(b"large.bin\n")
        server.wait_for_event("received")
        assert fetch(server, home, "large.bin").returncode == 0
        assert [event["reason"] for event in server.events("closed")] == ["eof"]
    assert (home / "large.bin").stat().st_size == 30_000_000


def test_a_client_in_the_servers_directory_does_not_destroy_the_file(server: Running, tmp_path: Path) -> None:
    content = os.urandom(5_000_000)
    (tmp_path / "same.bin").write_bytes(content)
    assert fetch(server, tmp_path, "same.bin").returncode == 0
    assert (tmp_path / "same.bin").read_bytes() == content


@pytest.mark.parametrize(
    ("asked", "trouble"),
    [
        ("missing", "no such file or directory"),
        ("folder", "it is a directory, not a regular file"),
        ("fifo", "it is a FIFO, not a regular file"),
        ("/dev/zero", "absolute paths are not served"),
        ("folder/../a", '".." is not served'),
        ("x" * 300, "file name too long"),
        ("loop", "symbolic links are not followed"),
    ],
)
def test_what_is_no_file_is_one_line_on_either_side_and_nothing_here(
    server: Running, tmp_path: Path, home: Path, asked: str, trouble: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "fifo")
    for more in [], ["-resume"]:
        result = fetch(server, home, asked, "-output", "got", *more)
        expected = f'getfile: 127.0.0.1:{server.port} refuses "{asked}": {trouble}\n'
        assert (result.returncode, result.stdout, result.stderr) == (1, "", expected)
        assert list(home.iterdir()) == []
    shown = asked[:200] + "..." * (len(asked) > 200)
    for line in server.stderr.splitlines():
        assert re.fullmatch(rf'getfile: cannot send "{shown}": {trouble} \(asked by .*\)', line)


def test_what_is_no_file_leaves_an_empty_one_when_it_is_asked_for_the_classic_way(
    server: Running, home: Path
) -> None:
    result = fetch(server, home, "missing", "-output", "got", "-classic")
    assert (result.returncode, result.stderr, (home / "got").read_bytes()) == (0, "", b"")
    assert "no such file or directory" in server.stderr


def test_an_output_that_is_a_folder_takes_the_file_under_its_name(
    server: Running, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "a.txt").write_text("content")
    (home / "folder").mkdir()
    assert fetch(server, home, "a.txt", "-output", "folder").returncode == 0
    assert (home / "folder/a.txt").read_text() == "content"
    assert "does not name a file" in fetch(server, home, "..", "-output", "folder").stderr


def test_an_empty_file_is_a_file(server: Running, tmp_path: Path, home: Path) -> None:
    (tmp_path / "empty").touch()
    result = fetch(server, home, "empty")
    assert (result.returncode, result.stderr, (home / "empty").read_bytes()) == (0, "", b"")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(server: Running, tmp_path: Path, home: Path) -> None:
    (tmp_path / "secret").touch(mode=0o000)
    assert "permission denied" in fetch(server, home, "secret").stderr
    assert 'cannot send "secret": permission denied' in server.stderr


def test_a_request_may_come_byte_by_byte(server: Running, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("content")
    with server.connect() as client:
        for byte in b"a.txt\n":
            time.sleep(0.01)
            client.sendall(bytes([byte]))
        assert read_to_end(client) == b"content"


def test_bad_requests_are_one_line_each_and_nothing_else(server: Running, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("content")
    assert request(server, b"a\0b\n") == b""
    assert request(server, b"\n") == b""
    assert request(server, b"\x1b[2J\n") == b""
    with server.connect() as client:
        client.sendall(b"a.txt")
        client.shutdown(socket.SHUT_WR)
        assert read_to_end(client) == b""
    assert request(server, b"x" * MOST_REQUEST_BYTES) == b""
    reset(server.connect())
    server.wait_for_event("closed", 6)
    assert request(server, b"a.txt\n") == b"content"
    troubles = [
        line.removeprefix("getfile: ").partition(" (asked by ")[0] for line in server.stderr.splitlines()
    ]
    assert troubles == [
        'cannot send "a\\x00b": no file has such a name',
        'cannot send "": the name is empty',
        'cannot send "\\x1b[2J": no such file or directory',
        "the client left before the end of its request",
        f"the request is longer than {MOST_REQUEST_BYTES} bytes",
    ]


def test_a_client_that_asks_nothing_is_let_go(tmp_path: Path) -> None:
    code = "from services.files import getfile, sending; sending.REQUEST_SECONDS = 0.2"
    code += "; getfile.main(['-mode', 'server', '-port', '0'])"
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment(), cwd=tmp_path, stdout=pipe, stderr=pipe, text=True
    ) as process:
        assert process.stdout
        port = int(process.stdout.readline().rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as client:
            client.sendall(b"half a req")
            assert client.recv(10) == b""
        process.terminate()
        assert "getfile: no request within 0.2 s (asked by " in process.communicate(timeout=PATIENCE_S)[1]


def test_a_client_that_resets_midway_does_not_harm_the_server(
    server: Running, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "large.bin").write_bytes(bytes(30_000_000))
    client = server.connect()
    client.sendall(b"large.bin\n")
    client.recv(1000)
    reset(client)
    server.wait_for_event("closed")
    assert server.events("closed")[0]["reason"] == "reset"
    assert fetch(server, home, "large.bin").returncode == 0
    assert server.stderr == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_in_the_middle_of_a_file(
    server: Running, tmp_path: Path, number: int
) -> None:
    (tmp_path / "large.bin").write_bytes(bytes(30_000_000))
    with server.connect() as client:
        client.sendall(b"large.bin\n")
        client.recv(1000)
        status, seconds = server.stop(number)
    assert (status, server.stderr) == (0, "")
    assert seconds < 1
    assert server.events("closed")[0]["reason"] == "shutdown"


def test_memory_stays_flat_on_both_sides(server: Running, tmp_path: Path, home: Path) -> None:
    with (tmp_path / "sparse.bin").open("wb") as file:
        file.truncate(400_000_000)
    options = ["-mode", "client", "-port", str(server.port), "-file", "sparse.bin", "-output", "/dev/null"]
    code = f"""
import sys
from services.files import getfile
status = getfile.main({options})
print(open("/proc/self/status").read())
sys.exit(status)
"""
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment(), cwd=home, capture_output=True, text=True, check=True
    )
    for status in (Path(f"/proc/{server.pid}/status").read_text(), result.stdout):
        peak = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert peak
        assert int(peak[1]) < 30_000
    server.wait_for_event("sent")
    assert server.events("sent")[0]["size"] == 400_000_000


def test_the_journal_gives_sizes_and_names_but_no_content(
    server: Running, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "a.txt").write_text("content")
    path = tmp_path / "client.jsonl"
    fetch(server, home, "a.txt", "-classic", env={"SOCKETLAB_JOURNAL": str(path)})
    server.wait_for_event("closed")
    by_name = {str(event["event"]): event for event in server.events()}
    assert (by_name["received"]["size"], by_name["received"]["file"]) == (6, "a.txt")
    assert (by_name["sent"]["size"], by_name["sent"]["file"]) == (7, "a.txt")
    assert by_name["closed"]["reason"] == "eof"
    assert "content" not in server.journal_path.read_text() + path.read_text()
    assert path.read_text().count("\n") == 4


def test_a_server_runs_from_any_directory(start: Start) -> None:
    path = ROOT / "services" / "files" / "getfile.py"
    server = start("files.getfile", "--mode", "server", "--host", "127.0.0.1", "--root", str(path.parent))
    assert request(server, b"getfile.py\n") == path.read_bytes()
    assert request(server, f"{path}\n".encode()) == b""


def test_anywhere_is_what_the_classic_server_did(start: Start) -> None:
    server = start("files.getfile", "-mode", "server", "-anywhere")
    path = ROOT / "services" / "files" / "getfile.py"
    assert request(server, f"{path}\n".encode()) == path.read_bytes()
    assert request(server, b"/dev/zero\n") == b""


@pytest.mark.parametrize(
    ("root", "trouble"), [("none", "no such file or directory"), ("a.txt", "not a directory")]
)
def test_a_root_that_is_no_folder_is_one_clear_line(tmp_path: Path, root: str, trouble: str) -> None:
    (tmp_path / "a.txt").touch()
    done = run("files.getfile", "-mode", "server", "-root", root, cwd=tmp_path)
    expected = f'getfile: cannot serve "{root}": {trouble}\n'
    assert (done.returncode, done.stdout, done.stderr) == (1, "", expected)
