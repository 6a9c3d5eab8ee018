"""Hosts that answer HTTP."""

from __future__ import annotations

import pytest

from socketlab.readiness.api import Readiness
from tests.readiness.hosts import said


def asked(text: str, status: int, trouble: str = "") -> tuple[str, tuple[int, str, range]]:
    seen: list[tuple[int, str, range]] = []

    def fetch(port: int, path: str, wanted: range) -> tuple[int, str]:
        seen.append((port, path, wanted))
        return status, trouble

    strategy: Readiness = said(text)
    assert strategy.visits
    return strategy.visit(fetch), seen[0]


@pytest.mark.parametrize(
    ("text", "port", "path", "wanted"),
    [
        ("http: 8080", 8080, "/", range(100, 400)),
        ("http: 8080/health?x=1", 8080, "/health?x=1", range(100, 400)),
        ("http: {path: /up}", 80, "/up", range(100, 400)),
        ("http: {port: 81, status: 204}", 81, "/", range(204, 205)),
    ],
)
def test_the_short_and_the_long_form_say_what_is_asked(
    text: str, port: int, path: str, wanted: range
) -> None:
    assert asked(text, wanted.start) == ("", (port, path, wanted))


def test_another_status_or_none_is_told() -> None:
    assert asked("http: 80/a", 503)[0] == "port 80/a answers with 503"
    assert asked("http: {status: 204}", 200)[0] == "port 80/ answers with 200"
    reason, _ = asked("http: 80", 0, "connection refused")
    assert reason == "port 80/ does not answer HTTP: connection refused"


def test_the_wording_has_the_status_that_is_waited_for() -> None:
    assert said("http: 80/a").wording == "when it answers HTTP on port 80/a"
    assert said("http: {status: 204}").wording == "when it answers HTTP on port 80/ with 204"
