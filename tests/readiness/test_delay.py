"""Readiness by time alone."""

from __future__ import annotations

from tests.readiness.hosts import said


def test_a_delay_counts_from_the_start() -> None:
    assert said("delay: 500ms").after_s == 0.5
    assert said("delay: {for: 2s}").after_s == 2.0
