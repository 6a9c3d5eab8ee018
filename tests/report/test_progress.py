"""A run as it happens."""

import pytest

from socketlab.events import (
    Cleaned,
    CutOff,
    Event,
    Interrupted,
    Ready,
    Released,
    Started,
    StartFailed,
    TimedOut,
    Troubled,
)
from socketlab.report.progress import Progress
from tests.records import a_plan, exited


def started(host: str, *, gated: bool = True, at_s: float = 0.1) -> Started:
    return Started(at_s=at_s, host=host, placement="private", address="198.19.0.2", gated=gated)


def ready(host: str) -> Ready:
    return Ready(at_s=0.5, host=host, how="gate")


RELEASED = Released(at_s=1.0, clients=2, clock=None)


def after(*events: Event, every_s: float = 0.0) -> Progress:
    progress = Progress(a_plan(every_s=every_s))
    for event in events:
        progress.take(event)
    return progress


@pytest.mark.parametrize(
    ("events", "state", "since_s", "until_s"),
    [
        ([], "planned", 0.0, None),
        ([started("clients-1")], "started", 0.1, None),
        ([started("clients-1"), ready("clients-1")], "at the gate", 0.5, None),
        ([started("clients-1"), ready("clients-1"), RELEASED], "running", 1.0, None),
        ([started("clients-1", gated=False, at_s=1.1)], "running", 1.1, None),
        ([RELEASED], "planned", 0.0, None),
        ([ready("clients-1"), RELEASED, exited("clients-1")], "exited 0", 1.0, 9.0),
        ([ready("clients-1"), RELEASED, exited("clients-1", 3)], "exited 3", 1.0, 9.0),
        ([ready("clients-1"), RELEASED, exited("clients-1", None)], "ended", 1.0, 9.0),
        ([ready("clients-1"), RELEASED, exited("clients-1", 143, stopped=True)], "stopped", 1.0, 9.0),
        ([ready("clients-1"), RELEASED, TimedOut(at_s=8.0, host="clients-1")], "timed out", 1.0, None),
        (
            [
                ready("clients-1"),
                RELEASED,
                TimedOut(at_s=8.0, host="clients-1"),
                exited("clients-1", 143, stopped=True),
            ],
            "timed out",
            1.0,
            9.0,
        ),
    ],
)
def test_a_client_is_in_the_state_that_its_last_event_put_it_in(
    events: list[Event], state: str, since_s: float, until_s: float | None
) -> None:
    line = after(*events).clients["clients-1"]
    assert (line.state, line.since_s, line.until_s) == (state, since_s, until_s)


def test_a_client_of_a_staggered_fleet_runs_from_its_own_release() -> None:
    progress = after(ready("clients-1"), ready("clients-2"), RELEASED, every_s=2.5)
    assert [line.since_s for line in progress.clients.values()] == [1.0, 3.5]


def test_a_host_is_ready_when_it_says_so() -> None:
    progress = after(started("server", gated=False), ready("server"))
    assert progress.hosts["server"].state == "ready"
    assert after(started("server", gated=False)).hosts["server"].state == "started"


@pytest.mark.parametrize(
    ("events", "phase"),
    [
        ([], "starting"),
        ([exited("clients-1"), exited("clients-2")], "starting"),
        ([RELEASED], "running"),
        ([RELEASED, exited("clients-1")], "running"),
        ([RELEASED, exited("clients-1"), exited("clients-2")], "cleaning up"),
        ([RELEASED, Interrupted(at_s=2.0)], "interrupted, cleaning up"),
        (
            [RELEASED, Interrupted(at_s=2.0), exited("clients-1"), exited("clients-2")],
            "interrupted, cleaning up",
        ),
        ([RELEASED, Troubled(at_s=2.0, message="x")], "lab error, cleaning up"),
        ([RELEASED, exited("clients-1"), exited("clients-2"), Cleaned(at_s=9.0)], "cleaned up"),
    ],
)
def test_a_run_goes_through_its_phases(events: list[Event], phase: str) -> None:
    assert after(*events).phase == phase


def test_a_client_that_was_cut_off_keeps_that_state_when_it_has_ended() -> None:
    cut = CutOff(at_s=3.0, host="clients-1", why="server ended")
    progress = after(started("clients-1"), RELEASED, cut, exited("clients-1", 143, stopped=True))
    assert progress.clients["clients-1"].state == "cut off"


def test_what_could_not_be_started_has_ended() -> None:
    progress = after(StartFailed(at_s=2.0, host="clients-1", message="no such program"))
    line = progress.clients["clients-1"]
    assert (line.state, line.until_s) == ("not started", 2.0)


@pytest.mark.parametrize(("container_s", "shown"), [(2.2, None), (5.0, 5.0), (None, None)])
def test_a_clients_time_is_the_one_that_is_judged_and_a_longer_one_of_its_container_is_beside_it(
    container_s: float | None, shown: float | None
) -> None:
    end = exited("clients-1", 0, took_s=2.0, container_s=container_s)
    progress = after(started("clients-1"), ready("clients-1"), RELEASED, end)
    line = progress.clients["clients-1"]
    assert line.until_s is not None
    assert (line.until_s - line.since_s, line.container_s) == (2.0, shown)
