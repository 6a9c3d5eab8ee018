"""What dead runs left is removed until nothing more turns up; the living are left alone."""

from __future__ import annotations

import itertools

import pytest

from socketlab.errors import LabError
from socketlab.run.cleaning import find_dead, remove_dead
from socketlab.runtimes.api import Leftover
from socketlab.runtimes.fake.runtime import FakeRuntime


def left(name: str, *, alive: bool = False) -> Leftover:
    return Leftover(kind="container", name=name, run="r", scenario="s", owner_alive=alive, handle=name)


class Engine(FakeRuntime):
    """A runtime with leftovers; some turn up late, and some resist being removed for a while."""

    def __init__(self, *leftovers: Leftover, late: tuple[Leftover, ...] = (), resists: int = 0) -> None:
        super().__init__({})
        self.there = list(leftovers)
        self.late = list(late)
        self.resists = resists

    def leftovers(self, run: str | None) -> tuple[Leftover, ...]:
        assert run is None
        return tuple(self.there)

    def sweep(self, leftovers: tuple[Leftover, ...]) -> None:
        if self.resists > 0:
            self.resists -= 1
            raise LabError("the network has active endpoints")
        self.there = [each for each in self.there if each not in leftovers] + self.late
        self.late = []


def no_pause(_seconds: float) -> None:
    pass


def test_only_what_nobody_plays_any_more_is_dead() -> None:
    assert find_dead(Engine(left("a"), left("b", alive=True))) == (left("a"),)


def test_what_turns_up_after_the_first_look_is_removed_too_and_the_living_stay() -> None:
    engine, found = Engine(left("a"), left("b", alive=True), late=(left("c"),)), list[str]()

    assert remove_dead(engine, lambda each: found.append(each.name), pause=no_pause) == 2

    assert found == ["a", "c"]
    assert engine.there == [left("b", alive=True)]


def test_what_resists_at_first_is_tried_again_and_is_told_once() -> None:
    engine, found, pauses = Engine(left("a"), resists=3), list[str](), list[float]()

    assert remove_dead(engine, lambda each: found.append(each.name), pause=pauses.append) == 1

    assert found == ["a"]
    assert engine.there == []
    assert len(pauses) == 4


def test_what_still_resists_at_the_deadline_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = itertools.count(step=7)
    monkeypatch.setattr("socketlab.run.cleaning.time.monotonic", lambda: next(ticks))
    engine = Engine(left("a"), resists=1000)

    with pytest.raises(LabError, match="active endpoints"):
        remove_dead(engine, lambda _: None, pause=no_pause)

    assert 1000 - engine.resists == 5
