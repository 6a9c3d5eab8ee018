"""What a strategy need not say: by itself it sees nothing, asks nothing and fits no host."""

from __future__ import annotations

from typing import Literal

from socketlab.readiness.api import Readiness
from socketlab.record.journal import Ready
from tests.readiness.hosts import CHECKED, HOST


class Never(Readiness):
    kind: Literal["never"] = "never"

    @property
    def wording(self) -> str:
        return "never"


def test_a_strategy_that_says_nothing_shows_no_host_to_be_ready_and_asks_nothing() -> None:
    never = Never()
    assert (never.after_s, never.interval_s, never.timeout_s, never.gated) == (None, None, None, False)
    assert not never.noted(Ready(role="server"))
    assert never.finder() is None
    assert Never.chosen(HOST, CHECKED) is None
    assert never.finished({"run": "r"}) is never


def test_nothing_is_executed_for_a_strategy_that_has_no_question() -> None:
    asked: list[tuple[str, ...]] = []
    assert Never().ask(lambda command: asked.append(command) or (1, b"")) == ""
    assert asked == []


def test_nothing_is_requested_for_a_strategy_that_is_not_asked_with_http() -> None:
    assert not Never.visits
    assert Never().visit(lambda _port, _path, _wanted: (200, "")) == ""
