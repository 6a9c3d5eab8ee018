"""Which conditions each path has at a moment."""

from __future__ import annotations

import pytest

from services.router.orders import Change, Conditions, Path, Shift
from services.router.shifting import Shifts, between
from tests.services.router.test_commands import SLOW, setup

FIRST, SECOND = ("198.19.1.2", "198.19.2.2"), ("198.19.1.3", "198.19.2.2")
BACK = ("198.19.2.2", "198.19.1.2")


def change(
    key: str, *pairs: tuple[str, str], conditions: Conditions, over_s: float = 0.0, lasts_s: float = 10.0
) -> Change:
    shifts = tuple(Shift(*pair, 0 if pair == BACK else 1, conditions) for pair in pairs)
    return Change(key, shifts, over_s, lasts_s)


def moved(shifts: Shifts, moment_s: float) -> dict[int, Conditions]:
    """Take all paths to where they should be; what has changed."""
    due = [after for _, after in shifts.due(moment_s)]
    shifts.done(due)
    return {path.mark: path.conditions for path in due}


def test_a_change_ends_with_what_was_declared() -> None:
    shifts = Shifts(setup(SLOW, Conditions()))
    assert shifts.next_s(0.0) is None
    slower = Conditions(delay_s=1.0)
    shifts.begin(change("a", FIRST, conditions=slower), 5.0)
    assert moved(shifts, 5.0) == {1: slower}
    assert moved(shifts, 6.0) == {}
    assert shifts.next_s(6.0) == 15.0
    assert shifts.end_late(14.9) == []
    assert shifts.end_late(15.0) == ["a"]
    assert moved(shifts, 15.0) == {1: SLOW}
    shifts.end("a")
    assert shifts.keys == ()


def test_a_gradual_change_takes_steps_and_is_done_in_time() -> None:
    shifts = Shifts(setup(Conditions(delay_s=0.1)))
    shifts.begin(change("a", FIRST, conditions=Conditions(delay_s=1.1), over_s=2.0), 0.0)
    assert moved(shifts, 0.0) == {}
    assert shifts.next_s(0.0) == 0.1
    (half,) = moved(shifts, 1.0).values()
    assert half.delay_s == pytest.approx(0.6)
    assert moved(shifts, 2.0) == {1: Conditions(delay_s=1.1)}
    assert shifts.next_s(2.0) == 10.0


def test_a_path_without_conditions_gets_the_next_number() -> None:
    shifts = Shifts(setup(SLOW))
    lossy = Conditions(loss_ratio=0.5)
    shifts.begin(change("a", BACK, FIRST, conditions=lossy), 0.0)
    assert moved(shifts, 0.0) == {1: lossy, 2: lossy}
    assert shifts.paths[1] == Path(2, *BACK, 0, lossy)
    shifts.end("a")
    assert moved(shifts, 1.0) == {1: SLOW, 2: Conditions()}


def test_of_two_changes_the_later_is_in_force_and_then_the_earlier_again() -> None:
    shifts = Shifts(setup(SLOW, SLOW))
    early, late = Conditions(delay_s=1.0), Conditions(delay_s=2.0)
    shifts.begin(change("a", FIRST, SECOND, conditions=early), 0.0)
    shifts.begin(change("b", SECOND, conditions=late, lasts_s=3.0), 1.0)
    assert moved(shifts, 1.0) == {1: early, 2: late}
    assert [path.mark for path in shifts.paths_of("a")] == [1]
    assert [path.mark for path in shifts.paths_of("b")] == [2]
    assert shifts.end_late(4.0) == ["b"]
    assert moved(shifts, 4.0) == {2: early}


def test_between_two_conditions_every_quantity_is_on_a_straight_line() -> None:
    before = Conditions(delay_s=0.1, rate_bit_s=1000, limit_bytes=10, distribution="normal")
    after = Conditions(delay_s=0.3, rate_bit_s=500, limit_bytes=5, loss_ratio=0.2)
    half = between(before, after, 0.5)
    assert half.delay_s == pytest.approx(0.2)
    assert half.loss_ratio == pytest.approx(0.1)
    assert (half.rate_bit_s, half.limit_bytes, half.distribution) == (750, 8, "uniform")
    assert between(before, after, 1.0) is after
