"""Runs that are ended in each of the usual ways; ``make chaos`` ends many more, and in every way."""

from __future__ import annotations

import random

import pytest

from tests.chaos.blows import Kind, Outcome
from tests.chaos.chaos import rounds, table

TIMES = 20


@pytest.mark.docker
@pytest.mark.spread
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["KILL", "INT", "HUP"])
def test_nothing_is_left_of_ended_runs_and_their_evidence_can_be_judged(kind: Kind) -> None:
    seed = random.randrange(2**31)
    outcomes = list(rounds({kind: TIMES}, seed))
    wrong = [outcome for outcome in outcomes if outcome.wrong]
    assert wrong == [], f"seed {seed}"
    assert len(outcomes) == TIMES
    struck = [outcome for outcome in outcomes if outcome.status != 0]
    assert len(struck) >= TIMES // 2, "most runs had ended before they were struck"


def test_the_table_counts_and_names_what_is_wrong() -> None:
    lines = list(
        table(
            [Outcome("KILL", 7, 1.5, -9, 3, [], 2.0), Outcome("KILL", 0, 0.25, -9, None, ["left: x"], 60.0)]
        )
    )
    assert lines[1].split() == ["KILL", "2", "1", "60.0s", "-9x2;", "-x1", "3x1"]
    assert lines[2:] == ["KILL 0.250s after the start: left: x"]
    assert Outcome("INT", 7, 1.5).moment == "1.500s after event 7"


def test_a_network_that_the_engine_is_stuck_with_is_named_but_not_wrong() -> None:
    lines = list(table([Outcome("INT", 7, 1.5, 2, 3, [], 60.0, stuck=True)]))
    assert lines[1].split()[:4] == ["INT", "1", "0", "0.0s"]
    assert lines[2:] == [
        "INT 1.500s after event 7: the engine is stuck with a network that no container is on"
    ]
