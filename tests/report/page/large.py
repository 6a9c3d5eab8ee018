"""A run of 1,000 clients with 100,000 events."""

from __future__ import annotations

import random

from socketlab.events import Cleaned, Event, Exited, Ready, Released, Started
from socketlab.judging.record import Record
from tests.records import a_plan, a_record
from tests.report.page.runs import AHEAD_S, began, note

CLIENTS = 1000
EXCHANGES = 23


def a_large_run() -> Record:
    chance = random.Random(1)
    events: list[Event] = [
        Started(at_s=0.1, host="server", placement="private", address="198.19.7.2", gated=False),
        Ready(at_s=0.3, host="server", how="journal"),
        Released(at_s=1.0, clients=CLIENTS, clock=1.0 + AHEAD_S),
    ]
    for number in range(1, CLIENTS + 1):
        events += _client(f"clients-{number}", f"198.19.7.9:{10_000 + number}", chance)
    events.sort(key=lambda event: event.at_s)
    return a_record([began(), *events, Cleaned(at_s=40.0)], plan=a_plan(None, clients=CLIENTS))


def _client(name: str, conn: str, chance: random.Random) -> list[Event]:
    at_s = 1 + 2 * chance.random()
    events: list[Event] = [
        Started(at_s=0.2, host=name, placement="private", address="198.19.7.9", gated=True),
        note(0.4, name, "waiting", "gate"),
        note(at_s, name, "released", "gate"),
        note(at_s + 0.02, name, "connect", conn=conn, host="server", port=5, began=at_s + 0.01 + AHEAD_S),
    ]
    for _ in range(EXCHANGES):
        at_s += chance.random()
        events += [
            note(at_s, name, "sent", conn=conn, data="hello"),
            note(at_s + 0.01, "server", "received", "server", conn=conn, size=5),
            note(at_s + 0.02, "server", "sent", "server", conn=conn, size=5),
            note(at_s + 0.03 + chance.random() / 10, name, "received", conn=conn, size=5),
        ]
    return [
        *events,
        note(at_s + 0.2, name, "closed", conn=conn, reason="eof"),
        note(at_s + 0.3, name, "exit", "gate", code=0),
        Exited(at_s=at_s + 0.4, host=name, code=0),
    ]
