"""The moment of release, on the clock that all gates share."""

from __future__ import annotations

import json

from socketlab.record.journal import GateWaiting
from socketlab.run.release import LabClock, lead_s, order


def waiting(clock: float | None) -> GateWaiting:
    return GateWaiting(role="gate", clock=clock)


def test_before_any_note_the_labs_time_is_not_known() -> None:
    clock = LabClock()
    assert clock.at(1.0) is None
    clock.heard(waiting(None), 1.0)
    assert clock.at(1.0) is None


def test_the_note_that_travelled_least_gives_the_estimate_so_that_it_never_runs_ahead() -> None:
    clock = LabClock()
    for written_s, heard_s in ((100.0, 0.5), (100.2, 0.3), (100.4, 1.9)):
        clock.heard(waiting(written_s), heard_s)
    # the three say that the lab is 99.5, 99.9 and 98.5 s ahead: the largest lags the least
    assert clock.at(2.0) == 101.9


def test_more_clients_are_given_more_time_for_their_orders_to_arrive() -> None:
    assert lead_s(1) < lead_s(8) < lead_s(64) < 0.1


def test_an_order_is_one_line_that_names_the_moment_and_what_to_collect() -> None:
    line = order(12.5, ("a", "b c"))
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert json.loads(line) == {"release": 12.5, "collect": ["a", "b c"]}
