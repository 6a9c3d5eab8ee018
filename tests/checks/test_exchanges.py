"""Messages and replies as a journal shows them."""

from __future__ import annotations

from typing import Any

from socketlab.checks.exchanges import all_of, gap_in, talks_of
from socketlab.events import Event
from socketlab.judging.evidence import RecordedEvidence
from tests.records import a_plan, a_record, behind_gate, noted, released


def evidence(*notes: Event) -> RecordedEvidence:
    events = behind_gate("clients-1", 100.0, 109.0)
    return RecordedEvidence(a_record(released(), events[:2], notes, events[2:], plan=a_plan(clients=1)))


def note(event: str, clock: float | None, conn: str = "c", **more: Any) -> Event:
    return noted("clients-1", event, clock=clock, conn=conn, **more)


def test_a_message_is_all_that_was_sent_before_something_came_back() -> None:
    (talk,) = talks_of(
        evidence(
            note("connect", 100.5, began=100.25),
            note("received", 100.6, data="welcome"),
            note("sent", 101.0, data="a", more=True),
            note("sent", 101.0, data="b"),
            note("received", 102.0, data="a", more=True),
            note("received", 102.0, data="b"),
            note("sent", 103.0, size=7),
            note("received", 105.0, size=9),
            note("closed", 106.0),
            note("closed", 107.0, conn="d"),
            note("sent", None),
        ),
        "clients",
    )
    assert [(one.sent, one.received, one.size, one.took_s) for one in talk.exchanges] == [
        ("ab", "ab", 2, 1.0),
        ("", "", 9, 2.0),
    ]
    assert (talk.began_at, talk.gap, talk.exchanges[1].ended_at) == (100.25, "", 106.0)


def test_connections_are_told_apart_and_their_messages_in_the_order_of_time() -> None:
    talks = talks_of(
        evidence(
            note("sent", 101.0, data="a"),
            note("sent", 102.0, data="b", conn="d"),
            note("received", 103.0, data="B", conn="d"),
            note("received", 104.0, data="A"),
        ),
        "clients",
    )
    assert [(one.sent, one.received) for one in all_of(talks)] == [("a", "A"), ("b", "B")]


def test_a_last_piece_that_promises_more_is_a_gap() -> None:
    talks = talks_of(evidence(note("sent", 101.0, data="a", more=True)), "clients")
    assert gap_in(talks) == "the journal of clients-1 has gaps"


def test_a_fleet_without_clients_has_a_gap() -> None:
    assert gap_in(()) == "the fleet has no clients"
