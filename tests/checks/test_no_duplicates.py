"""Whether a reply comes twice."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from tests.records import ask, behind_gate, cut_off, noted, released

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def talked(*replies: str | None, sent: str = "abc") -> list[Event]:
    notes: list[Event] = []
    for place, reply in enumerate(replies):
        conn = str(place)
        notes.append(noted("clients-1", "sent", data=sent, conn=conn, clock=101.0 + place))
        if reply is not None:
            notes.append(noted("clients-1", "received", data=reply, conn=conn, clock=101.5 + place))
    events = behind_gate("clients-1", 100.0, 120.0)
    return [*events[:2], *notes, *events[2:]]


CHECK: dict[str, Any] = {"no_duplicates": {"fleet": "clients"}}
ODD = "clients-1 sent 'abc' and got 'xyz'"


@pytest.mark.parametrize(
    ("events", "verdict", "seen"),
    [
        (talked("abc", "Echo=>abc"), PASS, "2 of 2 replies"),
        (talked("Echo=>aEcho=>bc"), PASS, "1 of 1 reply"),
        (talked("abc", None), PASS, "1 of 1 reply"),
        (talked("Echo=>abcEcho=>abc"), FAIL, "clients-1 got 'abc' back 2 times"),
        (talked("abc", "abcabcabc", "abcabc"), FAIL, "clients-1 got 'abc' back 3 times (and 1 more)"),
        (talked("xyz"), UNKNOWN, ODD),
        (talked("xyz", "abcabc"), FAIL, "clients-1 got 'abc' back 2 times"),
        (talked("abc", sent=""), UNKNOWN, "the journal of clients-1 does not say what it sent"),
        (talked(None), UNKNOWN, "no reply came"),
        (cut_off("clients-1"), UNKNOWN, "clients-1 was cut off after server ended"),
    ],
)
def test_a_message_that_comes_back_several_times_is_a_duplicate(
    events: list[Event], verdict: Verdict, seen: str
) -> None:
    answer = ask(CHECK, released(), events, clients=1)
    assert (answer.verdict, answer.seen) == (verdict, seen)


def test_what_the_server_adds_may_be_given() -> None:
    check = {"no_duplicates": {"fleet": "clients", "prefix": "<", "suffix": ">"}}
    assert ask(check, released(), talked("<abc>"), clients=1).verdict is PASS
    assert ask(check, released(), talked("<abc><abc>"), clients=1).verdict is FAIL
