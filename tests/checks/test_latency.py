"""How long replies take, by percentile; messages without a reply count."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from tests.checks.examples import EXAMPLE_SCENARIO
from tests.records import ask, behind_gate, cut_off, exited, gated, noted, released, timed_out
from tests.spec.yaml_files import problems

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def replies(number: int, *times: float, late_s: float = 0.0) -> list[Event]:
    """A client that sends a message a second and gets each reply after a time; a negative one is none."""
    client, began = f"clients-{number}", 100.0 + late_s
    notes: list[Event] = [noted(client, "connect", began=began, clock=began + 0.1, conn="c")]
    for place, took_s in enumerate(times, start=1):
        notes.append(noted(client, "sent", data="x", conn="c", clock=began + place))
        if took_s >= 0:
            notes.append(noted(client, "received", data="xy", conn="c", clock=began + place + took_s))
    return [*behind_gate(client, began, began + 20)[:2], *notes, *behind_gate(client, began, began + 20)[2:]]


def check(**settings: Any) -> dict[str, Any]:
    return {"latency": {"fleet": "clients", **settings}}


TWO = [released(), *replies(1, 0.1, 0.2, 0.3), *replies(2, 0.4, 0.5)]


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({"at_most": "500ms"}, PASS),
        ({"at_most": "499ms"}, FAIL),
        ({"at_least": "500ms"}, PASS),
        ({"percentile": 50, "at_most": "300ms"}, PASS),
        ({"percentile": 50, "at_most": "299ms"}, FAIL),
        ({"percentile": 60, "at_most": "300ms"}, PASS),
        ({"percentile": 60.1, "at_most": "300ms"}, FAIL),
        ({"percentile": 0, "at_least": "99ms"}, PASS),
        ({"percentile": 0, "at_least": "101ms"}, FAIL),
    ],
)
def test_the_percentile_is_that_of_the_nearest_rank(settings: dict[str, Any], verdict: Verdict) -> None:
    answer = ask(check(**settings), TWO)
    assert (answer.verdict, answer.seen) == (
        verdict,
        "median 0.300s, slowest 0.500s (clients-2) of 5 replies",
    )
    assert {measure.name: round(measure.value, 3) for measure in answer.measures} == {
        "replies": 5,
        "reply_median": 0.3,
        "reply_p95": 0.5,
        "reply_slowest": 0.5,
    }


@pytest.mark.parametrize(
    ("settings", "verdict", "seen"),
    [
        ({"at_most": "10s"}, FAIL, "clients-1 had no reply after 18.0s"),
        ({"at_most": "19s"}, UNKNOWN, "clients-1 had no reply after 18.0s"),
        ({"at_least": "1s"}, UNKNOWN, "clients-1 had no reply after 18.0s"),
        ({"percentile": 50, "at_most": "1s"}, PASS, "median 0.100s, slowest 0.100s (clients-1) of 1 reply"),
    ],
)
def test_a_message_without_a_reply_is_slower_than_all_replies(
    settings: dict[str, Any], verdict: Verdict, seen: str
) -> None:
    answer = ask(check(**settings), released(), replies(1, 0.1, -1.0), clients=1)
    assert (answer.verdict, answer.seen) == (verdict, seen)


def test_without_any_reply_nothing_is_measured_but_the_wait() -> None:
    answer = ask(check(at_most="1s"), released(), replies(1, -1.0), clients=1)
    assert (answer.verdict, [(one.name, one.value) for one in answer.measures]) == (FAIL, [("replies", 0)])


WAITS = [
    gated("clients-1"),
    noted("clients-1", "released", "gate", clock=100.0),
    noted("clients-1", "sent", data="x", conn="c", clock=110.0),
]


def test_one_that_still_waits_at_the_timeout_waited_until_then() -> None:
    answer = ask(check(at_most="5s"), released(), WAITS, timed_out("clients-1"), clients=1)
    assert (answer.verdict, answer.seen) == (FAIL, "clients-1 had no reply after 20.0s")


def test_how_long_one_waited_that_ended_without_a_gate_is_not_known() -> None:
    answer = ask(check(at_most="5s"), released(), WAITS, exited("clients-1"), clients=1)
    assert (answer.verdict, answer.seen) == (UNKNOWN, "clients-1 had no reply after 0.0s")


@pytest.mark.parametrize(
    ("events", "seen"),
    [
        ([WAITS, cut_off("clients-1")], "clients-1 was cut off after server ended"),
        ([WAITS], "clients-1 has no recorded end"),
        ([WAITS, exited("clients-1", stopped=True)], "clients-1 was stopped"),
        ([behind_gate("clients-1", 100, 101)], "the journal of clients-1 does not say what it sent"),
        ([replies(1, 0.1), noted("clients-1", "closed", lost=2)], "the journal of clients-1 has gaps"),
    ],
)
def test_an_incomplete_journal_is_unknown(events: list[Any], seen: str) -> None:
    answer = ask(check(at_most="5s"), released(), *events, clients=1)
    assert (answer.verdict, answer.seen) == (UNKNOWN, seen)


def test_a_slow_reply_fails_whatever_else_is_missing() -> None:
    assert ask(check(at_most="400ms"), TWO, clients=3).verdict is FAIL
    assert ask(check(at_most="1s"), TWO, clients=3).verdict is UNKNOWN
    assert ask(check(at_most="400ms", percentile=95), TWO, clients=3).verdict is UNKNOWN
    assert ask(check(at_least="400ms"), TWO, clients=3).verdict is UNKNOWN


def test_the_labs_own_lateness_is_not_held_against_the_server() -> None:
    assert ask(check(at_most="400ms"), released(), replies(1, 0.5, late_s=0.2), clients=1).verdict is UNKNOWN
    assert ask(check(at_most="200ms"), released(), replies(1, 0.5, late_s=0.2), clients=1).verdict is FAIL


@pytest.mark.parametrize("value", ["fast", -1, 100.5, "true"])
def test_a_percentile_is_a_number_up_to_100(value: Any, tmp_path: Any) -> None:
    text = f"{EXAMPLE_SCENARIO}  - latency: {{fleet: clients, percentile: {value}, at_most: 1s}}\n"
    (problem,) = problems(tmp_path, text)
    assert "must be a number from 0 to 100" in problem
