"""How clients ended and how long they took."""

from typing import Any

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from tests.records import ask, behind_gate, noted, released

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


AT_MOST = {"fleet": "clients", "at_most": "2s"}


def connected(host: str, began: Any) -> Event:
    return noted(host, "connect", began=began, clock=999.0)


@pytest.mark.parametrize(
    ("events", "verdict", "seen"),
    [
        ([connected("clients-1", 7.0), connected("clients-2", 7.0123)], PASS, "12.3ms"),
        ([connected("clients-1", 7.0), connected("clients-2", 9.5)], FAIL, "2500.0ms"),
        (
            [connected("clients-1", 7), connected("clients-2", 7.5), connected("clients-2", 90.0)],
            PASS,
            "500.0ms",
        ),
        ([connected("clients-1", 7.0)], UNKNOWN, "the starts of some clients are not known"),
        (
            [connected("clients-1", 7.0), connected("clients-2", "soon")],
            UNKNOWN,
            "the starts of some clients are not known",
        ),
        (
            [connected("clients-1", 7.0), *behind_gate("clients-2", 7.0, 8.0)],
            UNKNOWN,
            "the starts of some clients are not known",
        ),
        ([*behind_gate("clients-1", 7.0, 8.0), *behind_gate("clients-2", 7.001, 8.0)], PASS, "1.0ms"),
    ],
)
def test_the_skew_is_between_connects_or_else_between_releases(
    events: list[Event], verdict: Verdict, seen: str
) -> None:
    answer = ask({"start_skew": AT_MOST}, released(), events)
    assert (answer.verdict, answer.seen, answer.expected) == (verdict, seen, "at most 2s")


def test_the_planned_delay_of_a_client_is_no_skew() -> None:
    events = [connected("clients-1", 7.0), connected("clients-2", 17.002)]
    assert ask({"start_skew": AT_MOST}, released(), events, every_s=10.0).seen == "2.0ms"


def test_a_servers_connect_is_no_clients() -> None:
    events = [noted("clients-1", "connect", "server", began=7.0), connected("clients-2", 7.0)]
    assert ask({"start_skew": AT_MOST}, released(), events).verdict is UNKNOWN


@pytest.mark.parametrize(
    ("limit", "verdict"), [("150ms", Verdict.UNKNOWN), ("90ms", Verdict.UNKNOWN), ("250ms", Verdict.PASS)]
)
def test_a_gate_that_opens_late_explains_as_much_skew(limit: str, verdict: Verdict) -> None:
    ends = [behind_gate("clients-1", 100.0, 101.0), behind_gate("clients-2", 100.2, 101.0)]
    assert ask({"start_skew": {"fleet": "clients", "at_most": limit}}, released(), *ends).verdict is verdict


def test_a_client_that_connects_late_behind_a_punctual_gate_fails() -> None:
    early = [*behind_gate("clients-1", 100.0, 101.0), noted("clients-1", "connect", began=100.0)]
    late = [*behind_gate("clients-2", 100.0, 101.0), noted("clients-2", "connect", began=100.2)]
    check = {"start_skew": {"fleet": "clients", "at_most": "100ms"}}
    assert ask(check, released(), early, late).verdict is Verdict.FAIL


def test_connects_and_releases_are_both_shown_where_both_are_known() -> None:
    early = [*behind_gate("clients-1", 100.0, 102.0), noted("clients-1", "connect", began=100.25)]
    late = [*behind_gate("clients-2", 100.001, 102.0), noted("clients-2", "connect", began=101.0)]
    answer = ask({"start_skew": AT_MOST}, released(), early, late)
    assert (answer.verdict, answer.seen) == (PASS, "750.0ms between connects, 1.0ms between releases")
    values = {measure.name: round(measure.value, 6) for measure in answer.measures}
    assert values == {"start_skew": 0.75, "release_skew": 0.001}
