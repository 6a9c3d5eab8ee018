"""What is read from the probes of a path."""

from __future__ import annotations

import pytest

from services.router.measuring import _measured
from services.router.orders import Conditions, Path
from services.router.probing import Seen


def seen(*delays: float) -> Seen:
    return Seen(
        entered=dict.fromkeys(range(len(delays)), 1.0),
        left=[(1 + delay, n) for n, delay in enumerate(delays)],
    )


@pytest.mark.parametrize("reorder_ratio", [0.2, 0.6])
def test_packets_that_overtake_are_not_taken_for_the_delay_of_the_others(reorder_ratio: float) -> None:
    at_once = round(10 * reorder_ratio)
    conditions = Conditions(delay_s=0.02, reorder_ratio=reorder_ratio)
    path = Path(1, "198.19.1.2", "198.19.2.2", 1, conditions)
    measured = _measured(path, seen(*[0.0] * at_once, *[0.02] * (10 - at_once)))
    assert (measured["median_s"], measured["arrived"]) == (pytest.approx(0.02), 10)


def test_where_nothing_arrives_nothing_is_timed() -> None:
    path = Path(1, "198.19.1.2", "198.19.2.2", 1, Conditions(reorder_ratio=1.0, delay_s=0.02))
    assert _measured(path, Seen(entered={0: 1.0}))["median_s"] is None
