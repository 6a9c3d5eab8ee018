"""Readiness by a line of output."""

from __future__ import annotations

import pytest

from tests.readiness.hosts import said


@pytest.mark.parametrize(
    ("text", "line", "shown"),
    [
        ("log: listening", "now listening on 80", True),
        ("log: listening", "Listening", False),
        ("log: {contains: a.b}", "axb", False),
        ("log: {matches: '^a.b$'}", "axb", True),
        ("log: {matches: '^a.b$'}", "axbc", False),
    ],
)
def test_a_line_shows_readiness_if_it_contains_or_matches(text: str, line: str, *, shown: bool) -> None:
    assert said(text).printed(line) is shown


def test_variables_in_a_line_are_filled_in_and_in_a_pattern_they_are_literal() -> None:
    assert said("log: 'for ${run}'").finished({"run": "r1"}).printed("for r1")
    pattern = said("log: {matches: '^for ${run}$'}").finished({"run": "a.b"})
    assert pattern.printed("for a.b")
    assert not pattern.printed("for axb")
