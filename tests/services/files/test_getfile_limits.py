"""What a file server puts up with from its clients, and where that ends."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from services.files.sending import MOST_CLIENTS, Guests
from services.files.served_root import RefusedError
from services.files.wire import write_request
from tests.services.processes import Running, descriptors, environment, fetch, read_to_end, wait_until


class Pairs:
    """Connections, both ends of them."""

    def __init__(self) -> None:
        self.made: list[tuple[socket.socket, socket.socket]] = []

    def another(self) -> tuple[socket.socket, socket.socket]:
        self.made.append(socket.socketpair())
        return self.made[-1]


@pytest.fixture
def pairs() -> Iterator[Pairs]:
    pairs = Pairs()
    yield pairs
    for pair in pairs.made:
        for end in pair:
            end.close()


def is_told_to_leave(end: socket.socket) -> bool:
    end.settimeout(0)
    try:
        return end.recv(1) == b""
    except BlockingIOError:
        return False


def test_who_has_asked_longest_makes_way_for_the_next_one(pairs: Pairs) -> None:
    guests = Guests(most=3)
    ends = [pairs.another()[0] for _ in range(5)]
    for end in ends[:3]:
        guests.admit(end)
    guests.has_asked(ends[0])
    assert not any(map(is_told_to_leave, ends))
    guests.admit(ends[3])
    assert [is_told_to_leave(end) for end in ends] == [False, True, False, False, False]
    guests.leave(ends[1])
    guests.admit(ends[4])
    assert [is_told_to_leave(end) for end in ends] == [False, True, True, False, False]


def test_who_is_being_sent_a_file_makes_way_for_nobody(pairs: Pairs) -> None:
    guests = Guests(most=2)
    ends = [pairs.another()[0] for _ in range(4)]
    for end in ends[:2]:
        guests.admit(end)
        guests.has_asked(end)
    with pytest.raises(RefusedError, match="2 clients are being served already"):
        guests.admit(ends[2])
    guests.leave(ends[2])
    guests.leave(ends[0])
    guests.admit(ends[3])
    assert not any(map(is_told_to_leave, ends))


def threads(server: Running) -> int:
    return len(list(Path(f"/proc/{server.pid}/task").iterdir()))


def test_more_that_never_finish_than_there_are_places_keep_nobody_out(
    server: Running, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "a.txt").write_text("content")
    with descriptors(1000), ExitStack() as stack:
        crowd = [stack.enter_context(server.connect()) for _ in range(MOST_CLIENTS + 50)]
        server.wait_for_event("connect", len(crowd))
        wait_until(lambda: threads(server) <= MOST_CLIENTS + 1, "those who came first have left")
        began = time.monotonic()
        assert fetch(server, home, "a.txt").returncode == 0
        assert time.monotonic() - began < 1
        assert read_to_end(crowd[0]) == b""
        crowd[-1].sendall(b"a.txt\n")
        assert read_to_end(crowd[-1]) == b"content"
    wait_until(lambda: threads(server) == 1, "all have left")


class Impatient:
    """A file server with other limits, which end within seconds."""

    def __init__(self, folder: Path, **limits: float) -> None:
        settings = "; ".join(f"sending.{name} = {value!r}" for name, value in limits.items())
        code = f"from services.files import getfile, sending; {settings}; "
        code += "getfile.main(['-mode', 'server', '-port', '0'])"
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=folder, env=environment(), stdout=pipe, stderr=pipe, text=True
        )
        assert self.process.stdout
        self.address = ("127.0.0.1", int(self.process.stdout.readline().rpartition(":")[2]))

    def asked(self, request: bytes) -> socket.socket:
        """Return a connection with little room, on which a request was made."""
        connection = socket.socket()
        connection.settimeout(20)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 10_000)
        connection.connect(self.address)
        connection.sendall(request)
        return connection

    def complaint(self) -> str:
        """Wait for the next line on standard error."""
        assert self.process.stderr
        return self.process.stderr.readline().partition(" (asked by")[0]

    def end(self) -> None:
        with self.process:
            self.process.kill()


@pytest.fixture
def large(tmp_path: Path) -> Path:
    with (tmp_path / "large.bin").open("wb") as file:
        file.truncate(30_000_000)
    return tmp_path / "large.bin"


@pytest.mark.parametrize("offset", [None, 0])
def test_a_client_that_takes_nothing_is_let_go(large: Path, offset: int | None) -> None:
    server = Impatient(large.parent, STALL_SECONDS=0.3)
    with server.asked(write_request(b"large.bin", offset)) as connection:
        expected = 'getfile: cannot send all of "large.bin": the client takes its file too slowly'
        assert server.complaint() == expected
        with pytest.raises(ConnectionResetError):
            read_to_end(connection)
    server.end()


def test_a_client_that_takes_a_little_now_and_then_is_let_go_in_the_end(large: Path) -> None:
    server = Impatient(large.parent, STALL_SECONDS=0.5, SLOWEST_BYTES_PER_SECOND=100_000_000)
    with server.asked(b"large.bin\n") as connection:
        began = time.monotonic()
        with pytest.raises(ConnectionResetError):
            sip(connection)
        assert 0.5 < time.monotonic() - began < 10
    assert server.complaint().endswith("the client takes its file too slowly")
    server.end()


def sip(connection: socket.socket) -> None:
    while connection.recv(5_000):
        time.sleep(0.01)


def test_a_client_that_takes_its_time_and_takes_enough_is_served(large: Path) -> None:
    with large.open("wb") as file:
        file.truncate(3_000_000)
    server = Impatient(large.parent, STALL_SECONDS=1.0)
    with server.asked(b"large.bin\n") as connection:
        received = 0
        while piece := connection.recv(20_000):
            received += len(piece)
            time.sleep(0.01)
    assert received == 3_000_000
    server.end()


@pytest.mark.parametrize("offset", [None, 0])
def test_a_file_that_shrinks_while_it_is_sent_never_seems_whole(large: Path, offset: int | None) -> None:
    server = Impatient(large.parent, STALL_SECONDS=20)
    with server.asked(write_request(b"large.bin", offset)) as connection:
        assert connection.recv(1000)
        with large.open("r+b") as file:
            file.truncate(15_000_000)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_000_000)
        with pytest.raises(ConnectionResetError):
            read_to_end(connection)
    assert server.complaint() == 'getfile: cannot send all of "large.bin": the file became shorter'
    server.end()


def test_a_file_that_grows_while_it_is_sent_is_sent_as_long_as_promised(large: Path) -> None:
    server = Impatient(large.parent, STALL_SECONDS=20)
    with server.asked(write_request(b"large.bin", 0)) as connection:
        header = connection.recv(200).partition(b"\n")
        with large.open("ab") as file:
            file.write(b"more")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_000_000)
        assert len(header[2]) + len(read_to_end(connection)) == 30_000_000
    server.end()
