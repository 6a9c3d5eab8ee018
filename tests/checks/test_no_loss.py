"""Whether every message gets a reply."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from tests.records import ask, behind_gate, cut_off, noted, released

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def talked(number: int, *, answered: int, lost: int = 0) -> list[Event]:
    client = f"clients-{number}"
    notes: list[Event] = []
    for place in range(answered + lost):
        conn = str(place)
        notes.append(noted(client, "sent", data=f"m{place}", conn=conn, clock=101.0 + place))
        if place < answered:
            notes.append(noted(client, "received", data="m", conn=conn, clock=101.5 + place))
    events = behind_gate(client, 100.0, 120.0)
    return [*events[:2], *notes, *events[2:]]


CHECK = {"no_loss": {"fleet": "clients"}}


@pytest.mark.parametrize(
    ("events", "verdict", "seen"),
    [
        ([talked(1, answered=2), talked(2, answered=1)], PASS, "3 of 3 messages"),
        ([talked(1, answered=1, lost=1), talked(2, answered=1)], FAIL, "clients-1 got no reply to 'm1'"),
        (
            [talked(1, answered=0, lost=2), cut_off("clients-2")],
            FAIL,
            "clients-1 got no reply to 'm0' (and 1 more)",
        ),
        ([talked(1, answered=1), cut_off("clients-2")], UNKNOWN, "clients-2 was cut off after server ended"),
        ([talked(1, answered=1)], UNKNOWN, "the journal of clients-2 does not say what it sent"),
    ],
)
def test_a_message_without_a_reply_is_lost(events: list[Any], verdict: Verdict, seen: str) -> None:
    found = [*events]
    if len(found) == 1:
        found.append(behind_gate("clients-2", 100.0, 101.0))
    answer = ask(CHECK, released(), *found)
    assert (answer.verdict, answer.seen) == (verdict, seen)


def test_clients_that_sent_nothing_have_lost_nothing_and_prove_nothing() -> None:
    events = [noted("clients-1", "failed"), *behind_gate("clients-1", 100.0, 101.0)]
    answer = ask(CHECK, released(), events, clients=1)
    assert (answer.verdict, answer.seen) == (UNKNOWN, "no message was sent")
