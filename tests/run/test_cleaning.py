"""Removing what runs left: all of the dead, one that was killed, and before a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import cast

import pytest

from socketlab.errors import LabError, NetworkStuck
from socketlab.run.cleaning import DeadRuns, find_dead, remove_dead, remove_run
from socketlab.runtimes.api import Leftover, Runtime


def left(name: str, *, run: str = "dead1", alive: bool = False, kept: bool = False) -> Leftover:
    return Leftover(
        kind="container", name=name, run=run, scenario="s", owner_alive=alive, handle=name, kept=kept
    )


@dataclass
class Ground:
    """What is left on an engine, a time that passes by pauses only, and things that go wrong."""

    there: list[Leftover] = field(default_factory=list)
    appear: dict[float, Leftover] = field(default_factory=dict)
    away: Iterable[tuple[float, float]] = ()
    stuck: set[str] = field(default_factory=set)
    refusal: type[LabError] = LabError
    time: float = 0.0
    asked_jobs: list[bool] = field(default_factory=list)
    closed: int = 0

    def now(self) -> float:
        return self.time

    def pause(self, seconds: float) -> None:
        self.time += seconds
        for moment in [each for each in self.appear if each <= self.time]:
            self.there.append(self.appear.pop(moment))

    def connect(self) -> Runtime:
        if any(start <= self.time < end for start, end in self.away):
            raise LabError("cannot reach the engine")
        return cast("Runtime", self)

    def leftovers(self, run: str | None, *, jobs: bool = True) -> tuple[Leftover, ...]:
        self.asked_jobs.append(jobs)
        self.connect()
        return tuple(each for each in self.there if run in (None, each.run))

    def sweep(self, leftovers: tuple[Leftover, ...]) -> None:
        for each in leftovers:
            if each.name in self.stuck:
                raise self.refusal(f"cannot remove {each.name}")
            if each in self.there:
                self.there.remove(each)

    def close(self) -> None:
        self.closed += 1

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.there]


def test_a_killed_runs_hosts_go_and_those_of_others_stay() -> None:
    ground = Ground([left("a"), left("b", alive=True), left("c", run="other")])
    assert remove_run("dead1", ground.connect, now=ground.now, pause=ground.pause)
    assert ground.names == ["c"]
    assert ground.closed == len(ground.asked_jobs)
    assert all(ground.asked_jobs)
    assert ground.time < 30


def test_what_the_engine_makes_after_the_players_end_goes_too() -> None:
    ground = Ground([left("a")], appear={3.0: left("late"), 9.0: left("later")})
    assert remove_run("dead1", ground.connect, now=ground.now, pause=ground.pause)
    assert (ground.names, ground.appear) == ([], {})


def test_an_engine_that_is_away_is_waited_for() -> None:
    ground = Ground([left("a")], away=[(0.0, 100.0)])
    assert remove_run("dead1", ground.connect, now=ground.now, pause=ground.pause)
    assert ground.names == []
    assert 100 < ground.time < 130


def test_an_engine_that_stays_away_is_given_up() -> None:
    ground = Ground([left("a")], away=[(0.0, 1e9)])
    assert not remove_run("dead1", ground.connect, now=ground.now, pause=ground.pause)
    assert 300 <= ground.time < 310


def test_whatever_a_look_ends_with_the_next_one_comes() -> None:
    ground = Ground([left("a")])
    failures = iter([ValueError("nonsense"), OSError("no descriptor")])

    def connect() -> Runtime:
        for failure in failures:
            raise failure
        return ground.connect()

    assert remove_run("dead1", connect, now=ground.now, pause=ground.pause)
    assert ground.names == []


def removed_before_a_run(ground: Ground) -> None:
    DeadRuns(cast("Runtime", ground)).remove(pause=ground.pause)


def test_a_run_removes_what_dead_runs_left_and_nothing_that_lives_or_was_kept() -> None:
    ground = Ground([left("a"), left("b", run="lives", alive=True), left("c", run="kept", kept=True)])
    removed_before_a_run(ground)
    assert ground.names == ["b", "c"]
    assert ground.asked_jobs == [False]


def test_an_engine_that_does_not_answer_is_left_to_the_run_itself() -> None:
    removed_before_a_run(Ground([left("a")], away=[(0.0, 1.0)]))


def pauses_before_a_run(ground: Ground) -> int:
    pauses: list[float] = []
    DeadRuns(cast("Runtime", ground)).remove(pause=pauses.append)
    return len(pauses)


def test_what_cannot_be_removed_does_not_delay_a_run() -> None:
    ground = Ground([left("a")], stuck={"a"})
    assert pauses_before_a_run(ground) == 0
    assert ground.names == ["a"]


def test_what_is_removed_step_by_step_is_removed_before_the_run() -> None:
    ground = Ground([left("b"), left("a")], stuck={"a"})
    assert pauses_before_a_run(ground) == 1
    assert ground.names == ["a"]


def test_clean_finds_the_dead_and_what_was_kept() -> None:
    ground = Ground([left("a"), left("b", run="lives", alive=True), left("c", run="kept", kept=True)])
    assert [each.name for each in find_dead(cast("Runtime", ground))] == ["a", "c"]


@pytest.mark.parametrize("appear", [{}, {0.3: left("late")}])
def test_clean_tells_of_each_once_and_looks_again(appear: dict[float, Leftover]) -> None:
    ground = Ground([left("a")], appear=dict(appear))
    told: list[str] = []
    tell: Callable[[Leftover], None] = lambda leftover: told.append(leftover.name)  # noqa: E731
    assert remove_dead(cast("Runtime", ground), tell, pause=ground.pause) == 1 + len(appear)
    assert told == ["a", *(each.name for each in appear.values())]
    assert ground.names == []


@pytest.mark.parametrize(("refusal", "least_s", "most_s"), [(LabError, 30, 31), (NetworkStuck, 5, 6)])
def test_what_stays_is_an_error_sooner_where_the_engine_is_stuck(
    refusal: type[LabError], least_s: float, most_s: float
) -> None:
    ground = Ground([left("a"), left("b")], stuck={"a"}, refusal=refusal)
    with pytest.raises(refusal, match="cannot remove a"):
        remove_dead(cast("Runtime", ground), lambda _: None, now=ground.now, pause=ground.pause)
    assert least_s < ground.time < most_s


def test_a_watcher_does_not_stay_for_a_network_that_the_engine_is_stuck_with() -> None:
    ground = Ground([left("a")], stuck={"a"}, refusal=NetworkStuck)
    assert not remove_run("dead1", ground.connect, now=ground.now, pause=ground.pause)
    assert 8 < ground.time < 9
