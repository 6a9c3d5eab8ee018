"""The clock that the player's tests run on jumps only when everything waits."""

from __future__ import annotations

import queue
import threading
import time

import pytest

from socketlab.clock import Clock, RealClock
from tests.virtual_clock import VirtualClock


def test_time_passes_at_once_where_everything_waits() -> None:
    clock = VirtualClock()
    clock.begin()
    began = time.monotonic()
    clock.sleep(86_400)
    assert clock.now() == pytest.approx(86_400)
    assert time.monotonic() - began < 5


def test_time_stands_still_while_any_thread_works() -> None:
    clock, seen = VirtualClock(), list[float]()
    working = threading.Event()

    def work() -> None:
        working.wait(10)
        seen.append(clock.now())
        clock.end()

    clock.begin()
    clock.begin()
    thread = threading.Thread(target=work)
    thread.start()
    threading.Timer(0.05, working.set).start()
    clock.sleep(5)
    thread.join()
    assert seen == [0.0]
    assert clock.now() == pytest.approx(5.0)


def test_a_thread_that_is_woken_works_at_once_so_that_no_time_passes_before_it_reacts() -> None:
    clock, inbox, taken = VirtualClock(), queue.SimpleQueue[int](), list[tuple[int | None, float]]()

    def read() -> None:
        taken.append((clock.take(inbox, 60), clock.now()))
        clock.end()

    clock.begin()
    clock.begin()
    thread = threading.Thread(target=read)
    thread.start()
    clock.sleep(2)
    clock.put(inbox, 7)
    clock.sleep(100)
    thread.join()
    assert [item for item, _ in taken] == [7]
    assert [at_s for _, at_s in taken] == pytest.approx([2.0])


@pytest.mark.parametrize("clock", [VirtualClock(), RealClock()], ids=["virtual", "real"])
def test_both_clocks_wait_for_what_happens_and_no_longer_than_they_are_told(clock: Clock) -> None:
    clock.begin()
    inbox = queue.SimpleQueue[str]()
    began = clock.now()
    assert not clock.wait_for(lambda: False, 0.02)
    assert clock.take(inbox, 0.02) is None
    assert clock.now() - began >= 0.03
    clock.put(inbox, "first")
    assert clock.take(inbox, 5) == "first"
    assert clock.wait_for(lambda: True, 5)
    assert clock.now() - began < 4
