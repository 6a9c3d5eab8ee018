"""A view is shown events in the order of their times, whichever thread recorded them, and delays nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from socketlab.events import Event, Exited, Ready, Released, Started
from socketlab.report.ordered import HOLD_S, Ordered


def started(host: str, at_s: float) -> Started:
    return Started(at_s=at_s, host=host, placement="private", address="", gated=False)


def ready(host: str, at_s: float) -> Ready:
    return Ready(at_s=at_s, host=host, how="running")


def exited(host: str, at_s: float) -> Exited:
    return Exited(at_s=at_s, host=host, code=0)


@contextmanager
def kept(shown: list[Event]) -> Iterator[Callable[[Event], None]]:
    yield shown.append


def shown_at_the_end(*events: Event) -> list[Event]:
    shown: list[Event] = []
    with Ordered(kept(shown), lambda: 0.0) as view:
        for event in events:
            view(event)
        assert shown == []
    return shown


def test_events_come_in_the_order_of_their_times() -> None:
    events = [exited("a", 3.0), started("a", 1.0), Released(at_s=2.0, clients=1, clock=None)]
    assert shown_at_the_end(*events) == [events[1], events[2], events[0]]


def test_a_host_is_shown_as_started_before_it_is_ready_and_no_time_runs_backwards() -> None:
    shown = shown_at_the_end(ready("a", 1.0), started("b", 1.5), started("a", 2.0), ready("c", 3.0))
    assert shown == [started("b", 1.5), started("a", 2.0), ready("a", 2.0), ready("c", 3.0)]


def test_a_host_that_comes_back_is_ready_at_its_own_time() -> None:
    events = [started("a", 1.0), ready("a", 2.0), ready("a", 5.0)]
    assert shown_at_the_end(*events) == events


def test_events_are_shown_while_the_run_lasts_but_not_before_their_time() -> None:
    shown: list[Event] = []
    clock = [1.0]
    with Ordered(kept(shown), lambda: clock[0]) as view:
        view(ready("a", 0.5))
        view(started("a", 0.9 - HOLD_S))
        view(exited("a", 1.0 + HOLD_S))
        deadline = time.monotonic() + 20
        while len(shown) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert [event.at_s for event in shown] == [0.9 - HOLD_S, 0.9 - HOLD_S]
        clock[0] = 9.0
    assert shown[-1] == exited("a", 1.0 + HOLD_S)


def test_a_late_event_is_not_shown_with_an_earlier_time() -> None:
    shown: list[Event] = []
    with Ordered(kept(shown), lambda: 9.0) as view:
        view(exited("a", 5.0))
        deadline = time.monotonic() + 20
        while not shown and time.monotonic() < deadline:
            time.sleep(0.01)
        view(exited("b", 4.0))
    assert shown == [exited("a", 5.0), exited("b", 5.0)]


def test_a_view_that_blocks_or_raises_delays_nothing() -> None:
    resumed = threading.Event()
    shown: list[Event] = []

    def blocked(event: Event) -> None:
        assert resumed.wait(20)
        shown.append(event)
        raise OSError

    @contextmanager
    def view() -> Iterator[Callable[[Event], None]]:
        yield blocked

    with Ordered(view(), lambda: 9.0) as ordered:
        for number in range(100):
            ordered(exited("a", number / 100))
        resumed.set()
    assert len(shown) == 100
