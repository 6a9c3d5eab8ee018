"""A transfer as a window uses it: told how far it is, resumed, one clear reason for every trouble."""

import gc
import hashlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.files.fetching import Fetched, Transfer
from services.lab.journal import Journal
from tests.services.files.scripted_server import Stage, answer, asked_offset, outcome, staged, to
from tests.services.processes import Running, wait_until


@pytest.fixture
def stage() -> Iterator[Stage]:
    with staged() as stage:
        yield stage


def test_a_file_is_fetched_into_a_folder_and_described(server: Running, tmp_path: Path, home: Path) -> None:
    content = os.urandom(5_000_000)
    (tmp_path / "large.bin").write_bytes(content)
    told: list[tuple[int, int | None]] = []
    threads: set[int] = set()

    def tell(received: int, size: int | None) -> None:
        told.append((received, size))
        threads.add(threading.get_ident())

    fetched = Transfer(to(server.port), "large.bin", directory=str(home), on_progress=tell).run()
    sha256 = hashlib.sha256(content).hexdigest()
    assert fetched == Fetched(str(home / "large.bin"), 5_000_000, verified=True, sha256=sha256)
    assert (home / "large.bin").read_bytes() == content
    assert told[-1] == (5_000_000, 5_000_000)
    assert sorted(told) == told
    assert threads == {threading.get_ident()}


def test_a_classic_transfer_knows_no_size_until_it_has_come(
    server: Running, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "a.txt").write_text("content")
    told: list[tuple[int, int | None]] = []
    transfer = Transfer(
        to(server.port), "a.txt", directory=str(home), classic=True, on_progress=lambda *now: told.append(now)
    )
    assert transfer.run() == Fetched(str(home / "a.txt"), 7, verified=False, sha256="")
    assert told == [(7, None), (7, 7)]


def test_progress_is_told_twenty_times_a_second_at_most(stage: Stage, home: Path) -> None:
    content = bytes(1000)
    told: list[float] = []

    def trickle() -> None:
        with stage.listener.accept()[0] as connection:
            connection.recv(5000)
            connection.sendall(answer(content)[:-1000])
            for _ in range(100):
                connection.sendall(bytes(10))
                time.sleep(0.005)

    stage.thread = threading.Thread(target=trickle)
    stage.thread.start()
    began = time.monotonic()
    Transfer(
        to(stage.port), "a", directory=str(home), on_progress=lambda *_: told.append(time.monotonic())
    ).run()
    assert 5 <= len(told) <= 20 * (time.monotonic() - began) + 3


def test_a_broken_transfer_is_resumed_where_it_broke(stage: Stage, home: Path) -> None:
    content = os.urandom(3_000_000)
    stage.play(lambda _: answer(content)[:2_000_000], lambda request: answer(content, asked_offset(request)))
    said = outcome(Transfer(to(stage.port), "a.bin", directory=str(home), resume=True))
    (part,) = home.iterdir()
    kept = part.stat().st_size
    assert said == f"127.0.0.1:{stage.port} broke off after {kept} of 3000000 bytes"
    assert (part.name, part.read_bytes()) == ("a.bin.part", content[:kept])
    fetched = Transfer(to(stage.port), "a.bin", directory=str(home), resume=True).run()
    assert [asked_offset(request) for request in stage.requests] == [0, kept]
    assert (fetched.verified, (home / "a.bin").read_bytes()) == (True, content)
    assert [path.name for path in home.iterdir()] == ["a.bin"]


@pytest.mark.parametrize("old", [b"another file of old", b"x" * 100])
def test_what_was_kept_of_another_file_is_found_out_and_fetched_afresh(
    server: Running, tmp_path: Path, home: Path, old: bytes
) -> None:
    content = b"the file as it is now, longer than one of the two"
    (tmp_path / "a.txt").write_bytes(content)
    (home / "a.txt.part").write_bytes(old)
    fetched = Transfer(to(server.port), "a.txt", directory=str(home), resume=True).run()
    assert (fetched.verified, (home / "a.txt").read_bytes()) == (True, content)
    assert [path.name for path in home.iterdir()] == ["a.txt"]


def test_what_was_kept_whole_needs_no_more_bytes(server: Running, tmp_path: Path, home: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"content")
    (home / "a.txt.part").write_bytes(b"content")
    assert Transfer(to(server.port), "a.txt", directory=str(home), resume=True).run().size == 7
    server.wait_for_event("sent")
    assert server.events("sent")[0]["size"] == 0


def test_a_server_that_is_wrong_again_and_again_is_asked_twice_and_no_more(stage: Stage, home: Path) -> None:
    (home / "a.part").write_bytes(b"123")
    wrong = b"getfile/2 ok size=5 offset=%d sha256=" + b"0" * 64 + b"\n"
    stage.play(wrong % 3 + b"45", wrong % 0 + b"12345")
    said = outcome(Transfer(to(stage.port), "a", directory=str(home), resume=True))
    assert said == f"what 127.0.0.1:{stage.port} sent is not what it promised (SHA-256 differs)"
    assert [request.split()[-1] for request in stage.requests] == [b"3", b"0"]


def test_two_that_resume_the_same_file_at_once_do_not_mix(stage: Stage, home: Path) -> None:
    stage.play(answer(bytes(1000))[:-500], hold=True)
    first = Transfer(to(stage.port), "a", directory=str(home), resume=True)
    thread = threading.Thread(target=outcome, args=(first,))
    thread.start()
    wait_until(lambda: any(path.stat().st_size for path in home.iterdir()), "the beginning of the file")
    second = Transfer(to(stage.port), "a", directory=str(home), resume=True)
    assert outcome(second) == f'another transfer writes "{home}/a.part" at the moment'
    first.cancel()
    thread.join()
    assert list(home.iterdir()) == []


def test_a_transfer_keeps_the_old_file_until_the_new_one_is_whole(stage: Stage, home: Path) -> None:
    (home / "a").write_text("old")
    stage.play(answer(b"new one")[:-3], b"")
    for classic in False, True:
        outcome(Transfer(to(stage.port), "a", directory=str(home), classic=classic, reply_timeout=1))
        if not classic:
            assert (home / "a").read_text() == "old"
    assert [path.name for path in home.iterdir()] == ["a"]


def test_a_file_that_is_a_link_here_is_written_where_the_user_points(
    server: Running, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "a.txt").write_text("new")
    (home / "real").write_text("old")
    (home / "link").symlink_to("real")
    Transfer(to(server.port), "a.txt", output=str(home / "link")).run()
    assert (home / "link").is_symlink()
    assert (home / "real").read_text() == "new"


@pytest.mark.parametrize("name", ["", "a\nb", "a\0b", "\ud800", "x" * 4096])
def test_a_name_that_cannot_be_is_not_even_asked_for(home: Path, name: str) -> None:
    assert outcome(Transfer(to(1), name, output=str(home / "a"))) == "no file can have this name"


def test_a_place_that_cannot_be_is_one_clear_line(server: Running, tmp_path: Path, home: Path) -> None:
    (tmp_path / "a.txt").write_text("new")
    (home / "link.part").symlink_to("elsewhere")
    for options, trouble in (
        ({"directory": f"{home}/none"}, f'cannot write "{home}/none/a.txt": no such file or directory'),
        ({"directory": "a\0b"}, 'cannot write "a\0b/a.txt": embedded null byte'),
        ({"directory": "\ud800"}, ""),
        ({"output": f"{home}/link", "resume": True}, "too many levels of symbolic links"),
    ):
        assert trouble in str(outcome(Transfer(to(server.port), "a.txt", **options)))  # type: ignore[arg-type]
    assert [path.name for path in home.iterdir()] == ["link.part"]


def test_a_transfer_leaves_no_thread_and_no_open_file_behind(
    server: Running, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "a.txt").write_text("content")
    journal = Journal("client", None)
    others = set(threading.enumerate())
    gc.collect()
    open_files = len(list(Path("/proc/self/fd").iterdir()))
    for file in "a.txt", "none", "a.txt":
        outcome(Transfer(to(server.port), file, directory=str(home), journal=journal))
    wait_until(lambda: set(threading.enumerate()) <= others, "all threads have ended")
    assert len(list(Path("/proc/self/fd").iterdir())) == open_files
