"""The player's inbox: timers from any thread, results on the loop's thread, a bounded pool."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import pytest

from socketlab.clock import RealClock
from socketlab.run.loop import WORKERS, Done, Item, Loop, Stop
from tests.virtual_clock import VirtualClock


@pytest.fixture
def quick_switches() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def ignore(_: Item) -> None: ...


@pytest.mark.usefixtures("quick_switches")
def test_no_timer_that_is_set_from_other_threads_is_lost() -> None:
    loop, done = Loop(time.monotonic, RealClock()), [0] * 8
    each = 2_500

    def count(thread: int) -> None:
        done[thread] += 1

    def set_timers(thread: int) -> None:
        for number in range(each):
            loop.at(time.monotonic() - (number % 2), lambda: count(thread))  # due at once
            loop.post(Stop())  # has the loop look at its timers again

    threads = [threading.Thread(target=set_timers, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    reached = loop.wait(
        lambda: sum(done) == each * len(threads), deadline_s=time.monotonic() + 60, handle=ignore
    )
    assert reached, done
    loop.close()


def test_timers_come_in_the_order_of_their_time_and_those_of_one_time_as_they_were_set() -> None:
    clock = VirtualClock()
    clock.begin()
    loop, came = Loop(clock.now, clock), list[tuple[str, float]]()
    for name, when_s in (("c", 0.3), ("a", 0.1), ("b1", 0.2), ("b2", 0.2)):
        loop.at(when_s, lambda name=name: came.append((name, clock.now())))  # type: ignore[misc]
    assert not loop.wait(lambda: False, deadline_s=1.0, handle=ignore)
    assert came == [("a", 0.1), ("b1", 0.2), ("b2", 0.2), ("c", 0.3)]
    assert clock.now() == pytest.approx(1.0)


def test_timers_that_are_forgotten_do_not_come_even_if_they_are_still_in_the_inbox() -> None:
    clock = VirtualClock()
    clock.begin()
    loop, came = Loop(clock.now, clock), list[str]()
    loop.at(0.1, lambda: came.append("forgotten"))
    loop.forget_timers()
    loop.at(0.2, lambda: came.append("kept"))
    loop.wait(lambda: False, deadline_s=1.0, handle=ignore)
    assert came == ["kept"]


def test_the_result_of_a_call_is_handled_on_the_loops_thread() -> None:
    loop, results = Loop(time.monotonic, RealClock()), list[tuple[bool, str]]()
    loop.call(
        "a call",
        lambda: f"made on another thread: {not loop.on_own_thread}",
        lambda said: results.append((loop.on_own_thread, said)),
    )
    assert loop.wait(lambda: loop.idle, deadline_s=time.monotonic() + 10, handle=ignore)
    assert results == [(True, "made on another thread: True")]
    loop.close()


def test_an_error_of_a_call_is_handed_over_and_nothing_follows_from_it() -> None:
    loop, errors, results = Loop(time.monotonic, RealClock()), list[BaseException | None](), list[object]()

    def handle(item: Item) -> None:
        assert isinstance(item, Done)
        errors.append(item.error)

    loop.call("a call", lambda: list[int]()[0], results.append)
    assert loop.wait(lambda: loop.idle, deadline_s=time.monotonic() + 10, handle=handle)
    assert [type(error) for error in errors] == [IndexError]
    assert results == []
    loop.close()


def test_calls_that_never_return_do_not_keep_others_from_being_made() -> None:
    loop, never, made = Loop(time.monotonic, RealClock()), threading.Event(), list[int]()
    for _ in range(2 * WORKERS):
        loop.call("never", never.wait, awaited=False)
    for number in range(WORKERS):
        loop.call("at once", lambda number=number: made.append(number))  # type: ignore[misc]
    assert loop.wait(lambda: loop.settled, deadline_s=time.monotonic() + 10, handle=ignore)
    assert sorted(made) == list(range(WORKERS))
    assert not loop.idle
    loop.drop_queued()
    never.set()
    assert loop.wait(lambda: loop.idle, deadline_s=time.monotonic() + 10, handle=ignore)
    loop.close()


def test_no_more_calls_are_made_at_once_than_the_pool_has_workers() -> None:
    clock = VirtualClock()
    clock.begin()
    loop, at_once, most = Loop(clock.now, clock), [0], [0]
    lock = threading.Lock()

    def call() -> None:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        clock.sleep(0.1)
        with lock:
            at_once[0] -= 1

    for _ in range(3 * WORKERS):
        loop.call("a call", call)
    assert loop.wait(lambda: loop.idle, deadline_s=60, handle=ignore)
    assert most == [WORKERS]
    assert clock.now() == pytest.approx(0.3)
    loop.close()
