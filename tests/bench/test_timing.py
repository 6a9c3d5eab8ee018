"""How figures are taken: in turns, and again where one was spoiled."""

from __future__ import annotations

import pytest

from tests.bench.timing import ATTEMPTS, Spoiled, interleave


def test_each_is_measured_in_every_round_in_turns() -> None:
    order: list[str] = []

    def measure(name: str) -> float:
        order.append(name)
        return float(len(order))

    series = interleave(2, {"a": lambda: measure("a"), "b": lambda: measure("b")})
    assert order == ["a", "b", "b", "a"]
    assert (series["a"].figures, series["b"].figures) == ([1.0, 4.0], [2.0, 3.0])


def test_a_spoiled_figure_is_taken_again_but_not_for_ever() -> None:
    taken: list[int] = []

    def measure(lost: int) -> float:
        taken.append(lost)
        if len(taken) <= lost:
            raise Spoiled("the engine keeps a network")
        return 1.0

    assert interleave(1, {"a": lambda: measure(ATTEMPTS - 1)})["a"].figures == [1.0]
    taken.clear()
    with pytest.raises(Spoiled):
        interleave(1, {"a": lambda: measure(ATTEMPTS)})
    assert len(taken) == ATTEMPTS
