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
    assert printed(text, f"{line}\n".encode()) is shown


def test_variables_in_a_line_are_filled_in_and_in_a_pattern_they_are_literal() -> None:
    assert printed("log: 'for ${run}'", b"for r1\n", run="r1")
    assert printed("log: {matches: '^for ${run}$'}", b"for a.b\n", run="a.b")
    assert not printed("log: {matches: '^for ${run}$'}", b"for axb\n", run="a.b")


def test_text_is_found_in_an_unfinished_line_and_a_pattern_needs_the_whole_line() -> None:
    assert printed("log: 'ready>'", b"ready> ")
    assert not printed("log: {matches: '^ready'}", b"ready> ")
    assert printed("log: {matches: '^ready> $'}", b"ready> \r\n")


def printed(text: str, content: bytes, **variables: str) -> bool:
    """Whether some output shows that a host with this readiness is ready."""
    finder = said(text).finished(variables).finder()
    return finder is not None and bool(finder.feed(content))
