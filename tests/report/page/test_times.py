"""Latency and throughput."""

from __future__ import annotations

import pytest

from socketlab.report.page.lanes import lanes_of
from socketlab.report.page.times import COLUMNS, Wait, curves_of, histogram, percentile, waits_of
from tests.report.page.runs import a_run


def test_each_wait_of_a_client_counts() -> None:
    waits = waits_of(lanes_of(a_run()))
    assert [(round(wait.end_s, 3), round(wait.took_s, 3)) for wait in waits] == [(1.08, 0.07), (1.08, 0.07)]


@pytest.mark.parametrize(("percent", "value"), [(0, 1), (50, 2), (51, 3), (75, 3), (99, 4), (100, 4)])
def test_a_percentile_is_one_of_the_values(percent: float, value: float) -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], percent) == value


def test_every_value_is_in_one_part_of_the_histogram() -> None:
    parts = histogram([0.0, 0.1, 6.0])
    assert len(parts) == COLUMNS
    assert [(lower, count) for lower, count in parts if count] == [
        (0.0, 1),
        (pytest.approx(0.1), 1),
        (5.9, 1),
    ]
    assert sum(count for _, count in histogram([3.0, 3.0])) == 2


def test_curves_show_percentiles_and_what_clients_received_with_gaps_as_zero() -> None:
    lanes = lanes_of(a_run())
    median, high, received = curves_of(lanes, waits_of(lanes), 6.0)
    assert (median.name, high.name) == ("latency, 50th percentile", "latency, 95th percentile")
    assert [(round(at_s, 3), round(value, 3)) for at_s, value in median.points] == [(1.05, 0.07)]
    assert len(received.points) == COLUMNS
    assert {round(at_s, 3): value for at_s, value in received.points if value} == {1.05: pytest.approx(100.0)}


def test_without_journals_there_are_no_curves() -> None:
    assert list(curves_of((), (), 0.0)) == []


def test_a_reply_after_the_end_is_in_the_last_part() -> None:
    late = Wait(end_s=9.0, took_s=1.0)
    moments = [at_s for curve in curves_of((), (late,), 6.0) for at_s, _ in curve.points]
    assert moments == [pytest.approx(5.95)] * 2
