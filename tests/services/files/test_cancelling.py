"""A transfer is cancelled from another thread, wherever it waits, within half a second."""

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.clients import calling
from services.files.fetching import Fetched, Transfer
from tests.services.files.scripted_server import Stage, answer, outcome, staged, to
from tests.services.processes import PATIENCE_S, Running, wait_until

SOON_S = 0.5


@pytest.fixture
def stage() -> Iterator[Stage]:
    with staged() as stage:
        yield stage


def cancelled(transfer: Transfer, when: Callable[[], object]) -> tuple[Fetched | str, float]:
    """Run a transfer in a thread and cancel it at a moment; return its outcome and how long that took."""
    outcomes: queue.SimpleQueue[Fetched | str] = queue.SimpleQueue()
    thread = threading.Thread(target=lambda: outcomes.put(outcome(transfer)))
    thread.start()
    wait_until(when, "the moment to cancel")
    began = time.monotonic()
    transfer.cancel()
    thread.join(PATIENCE_S)
    return outcomes.get_nowait(), time.monotonic() - began


@pytest.mark.parametrize("resume", [False, True])
def test_a_transfer_is_cancelled_while_it_waits_for_bytes(stage: Stage, home: Path, *, resume: bool) -> None:
    stage.play(answer(bytes(1000))[:-500], hold=True)
    transfer = Transfer(to(stage.port), "a", directory=str(home), resume=resume)
    said, seconds = cancelled(transfer, lambda: any(path.stat().st_size for path in home.iterdir()))
    assert (said, list(home.iterdir())) == ("cancelled", [])
    assert seconds < SOON_S


def test_a_transfer_is_cancelled_while_it_waits_for_the_answer(stage: Stage, home: Path) -> None:
    stage.play(b"", hold=True)
    transfer = Transfer(to(stage.port), "a", directory=str(home))
    said, seconds = cancelled(transfer, lambda: stage.requests)
    assert (said, list(home.iterdir())) == ("cancelled", [])
    assert seconds < SOON_S


def test_a_transfer_is_cancelled_in_the_middle_of_a_torrent(server: Running, tmp_path: Path) -> None:
    with (tmp_path / "sparse.bin").open("wb") as file:
        file.truncate(4_000_000_000)
    far = threading.Event()
    transfer = Transfer(
        to(server.port),
        "sparse.bin",
        output="/dev/null",
        classic=True,
        on_progress=lambda received, _: far.set() if received > 10_000_000 else None,
    )
    said, seconds = cancelled(transfer, far.is_set)
    assert said == "cancelled"
    assert seconds < SOON_S


class Slow(calling.Destination):
    """A server whose name takes its time to be found."""

    def __init__(self, port: int) -> None:
        super().__init__("127.0.0.1", port, PATIENCE_S)
        self.asked = threading.Event()
        self.found_out = threading.Event()

    def look_up(self) -> None:
        self.asked.set()
        self.found_out.wait(PATIENCE_S)
        super().look_up()


def test_a_transfer_is_cancelled_while_a_name_is_looked_up(stage: Stage, home: Path) -> None:
    server = Slow(stage.port)
    said, seconds = cancelled(Transfer(server, "a", directory=str(home)), server.asked.is_set)
    assert (said, list(home.iterdir())) == ("cancelled", [])
    assert seconds < SOON_S
    server.found_out.set()
    with stage.listener.accept()[0] as connection:  # who comes too late hangs up
        connection.settimeout(PATIENCE_S)
        assert connection.recv(10) == b""


def test_a_transfer_is_cancelled_while_it_connects(home: Path) -> None:
    with socket.socket() as full:  # a queue for one that nobody takes: the next one's SYN is dropped
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        with socket.create_connection(address):
            began = time.monotonic()
            transfer = Transfer(to(address[1]), "a", directory=str(home))
            said, seconds = cancelled(transfer, lambda: time.monotonic() > began + 0.2)
    assert (said, list(home.iterdir())) == ("cancelled", [])
    assert seconds < SOON_S


def test_a_transfer_that_was_cancelled_before_it_ran_does_nothing(stage: Stage, home: Path) -> None:
    transfer = Transfer(to(stage.port), "a", directory=str(home))
    transfer.cancel()
    assert (outcome(transfer), list(home.iterdir())) == ("cancelled", [])


def test_to_cancel_what_has_ended_changes_nothing(server: Running, tmp_path: Path, home: Path) -> None:
    (tmp_path / "a.txt").write_text("content")
    transfer = Transfer(to(server.port), "a.txt", directory=str(home))
    transfer.run()
    transfer.cancel()
    assert (home / "a.txt").read_text() == "content"
