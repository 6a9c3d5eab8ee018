"""Large fleets are told as totals, small ones client by client."""

from __future__ import annotations

from collections.abc import Iterable

from socketlab.events import CountersSeen, Event, FaultDone, Ready, Released, Started, StartFailed, TimedOut
from socketlab.report.folding import LARGE, MOST_EXCEPTIONS, Folding, tally_of
from tests.records import a_plan, exited

MANY = LARGE + 5


def started(host: str) -> Started:
    return Started(at_s=0.1, host=host, placement="private", address="", gated=True)


def ready(host: str) -> Ready:
    return Ready(at_s=0.2, host=host, how="gate")


def names(count: int = MANY) -> list[str]:
    return [f"clients-{number}" for number in range(1, count + 1)]


def told(events: Iterable[Event], *, clients: int = MANY, every: bool = False) -> list[str]:
    folding = Folding(a_plan(clients=clients), every=every)
    return [sentence for event in events for sentence in folding.sentences(event)]


def test_a_fleet_of_ten_has_a_line_for_each_client() -> None:
    assert told(map(ready, names(LARGE)), clients=LARGE) == [f"{name} ready (gate)" for name in names(LARGE)]


def test_of_a_larger_fleet_each_step_is_one_line_once_all_have_taken_it() -> None:
    events = [*map(started, names()), *map(ready, names()), *(exited(name) for name in names())]
    assert told(events[:-1]) == ["clients: 15 of 15 clients started", "clients: 15 of 15 clients ready"]
    assert told(events)[2:] == ["clients: 15 clients ended: 15 exited 0"]


def test_every_client_has_its_lines_where_that_is_asked_for() -> None:
    assert len(told(map(ready, names()), every=True)) == MANY


def test_a_client_that_fails_has_a_line_of_its_own() -> None:
    events = [*(exited(name) for name in names()[:-3]), exited("clients-13", 7)]
    events.append(exited("clients-14", 143, stopped=True))
    failed = StartFailed(at_s=0.3, host="clients-15", message="no program")
    assert told([*events, TimedOut(at_s=9.0, host="clients-14"), failed, exited("clients-15", 127)]) == [
        "clients-13 exited 7",
        "clients-14 timed out",
        "clients-15 could not be started: no program",
        "clients: 15 clients ended: 12 exited 0, 1 exited 7, 1 stopped, 1 could not be started",
    ]


def test_of_many_that_fail_the_first_have_lines_and_the_others_are_counted() -> None:
    lines = told(exited(name, 1) for name in names())
    assert lines[:MOST_EXCEPTIONS] == [f"{name} exited 1" for name in names()[:MOST_EXCEPTIONS]]
    assert lines[MOST_EXCEPTIONS:] == [
        "clients: further clients like these are only counted",
        "clients: 15 clients ended: 15 exited 1",
    ]


def test_other_events_are_told_as_for_any_fleet() -> None:
    events: list[Event] = [
        Released(at_s=1.0, clients=MANY, clock=None),
        Ready(at_s=0.5, host="server", how="journal"),
        FaultDone(at_s=2.0, name="kill clients-1", host="clients-1", step=1),
        CountersSeen(at_s=2.0, host="clients-1", moment="end", counters={}),
    ]
    assert told(events) == ["15 clients released", "server ready (journal)", "fault: kill clients-1"]


def test_states_are_counted_the_most_frequent_first() -> None:
    assert tally_of(["ready", "running", "running"]) == "2 running, 1 ready"
