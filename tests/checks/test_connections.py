"""How many connections a host has in a state."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from socketlab.hosts.sockets import SocketRow, SocketsSeen
from tests.records import ask, released

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN

ROWS = tuple(
    SocketRow(state=state, port=port, peer_port=peer)
    for state, port, peer in (
        ("LISTEN", 7, 0),
        ("ESTABLISHED", 7, 40000),
        ("ESTABLISHED", 7, 40001),
        ("ESTABLISHED", 40000, 9),
        ("CLOSE_WAIT", 7, 40002),
    )
)
SEEN = SocketsSeen(at_s=1.0, host="server", moment="end", rows=ROWS)


@pytest.mark.parametrize(
    ("settings", "verdict", "seen"),
    [
        ({"count": 3}, PASS, "3; others: 1 CLOSE_WAIT, 1 LISTEN"),
        ({"count": 2}, FAIL, "3; others: 1 CLOSE_WAIT, 1 LISTEN"),
        ({"count": 1, "port": 9}, PASS, "1"),
        ({"count": 2, "port": 7}, PASS, "2; others: 1 CLOSE_WAIT, 1 LISTEN"),
        ({"count": 1, "state": "CLOSE_WAIT", "port": 7}, PASS, "1; others: 2 ESTABLISHED, 1 LISTEN"),
        ({"count": 0, "state": "TIME_WAIT", "port": 9}, PASS, "0; others: 1 ESTABLISHED"),
    ],
)
def test_connections_are_counted_by_state_and_port(
    settings: dict[str, Any], verdict: Verdict, seen: str
) -> None:
    answer = ask({"connections": {"host": "server", **settings}}, released(), SEEN)
    assert (answer.verdict, answer.seen) == (verdict, seen)


@pytest.mark.parametrize(
    ("events", "seen"),
    [
        ([], "not observed: the run ended before then"),
        ([SocketsSeen(at_s=1.0, host="server", moment="end", rows=None, trouble="no shell")], "no shell"),
    ],
)
def test_connections_that_were_not_read_are_unknown(events: list[Event], seen: str) -> None:
    answer = ask({"connections": {"host": "server", "count": 0}}, released(), events)
    assert (answer.verdict, answer.seen) == (UNKNOWN, seen)


@pytest.mark.parametrize(
    ("at_s", "verdict", "what"),
    [
        (2.5, PASS, "0"),
        (3.5, UNKNOWN, "the machine was busy: they were read 1.5s late"),
    ],
)
def test_what_is_read_late_shows_another_moment(at_s: float, verdict: Verdict, what: str) -> None:
    seen = SocketsSeen(at_s=at_s, host="server", moment="1.0", rows=())
    check = {"connections": {"host": "server", "at": "1s", "count": 0}}
    assert (ask(check, released(), seen).verdict, ask(check, released(), seen).seen) == (verdict, what)
    assert ask(check, seen).verdict is PASS
