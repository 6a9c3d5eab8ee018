"""A few runs that are killed; ``make chaos`` ends many, in every way."""

from __future__ import annotations

import random

import pytest

from tests.chaos.blows import Outcome
from tests.chaos.chaos import rounds, table


@pytest.mark.alone
@pytest.mark.docker
def test_nothing_is_left_of_killed_runs_and_their_evidence_can_be_judged() -> None:
    seed = random.randrange(2**31)
    times = {"KILL": 5}
    outcomes = list(rounds(times, seed))  # type: ignore[arg-type]
    wrong = [outcome for outcome in outcomes if outcome.wrong]
    assert wrong == [], f"seed {seed}"
    assert len(outcomes) == 5


def test_the_table_counts_and_names_what_is_wrong() -> None:
    lines = list(
        table([Outcome("KILL", 1.5, -9, 3, [], 2.0), Outcome("KILL", 0.25, -9, None, ["left: x"], 60.0)])
    )
    assert lines[1].split() == ["KILL", "2", "1", "60.0s", "-9x2;", "-x1", "3x1"]
    assert lines[2:] == ["KILL at 0.250s: left: x"]
