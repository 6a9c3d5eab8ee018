"""Clients at their gates, and servers that keep a journal."""

from __future__ import annotations

from socketlab.readiness import READINESS, choose
from socketlab.record.journal import Connected, GateReleased, GateWaiting, Ready
from tests.readiness.hosts import CLIENT, GATED, HOST, KEEPS_JOURNAL


def test_only_a_gate_holds_clients_and_only_its_own_note_shows_that_they_wait() -> None:
    assert [kind.word() for kind in READINESS if kind.gated] == ["gate"]
    gate, journal = choose(CLIENT, GATED), choose(HOST, KEEPS_JOURNAL)
    assert gate.noted(GateWaiting(role="gate"))
    assert not gate.noted(GateReleased(role="gate"))
    assert not gate.noted(Ready(role="server"))
    assert journal.noted(Ready(role="server"))
    assert not journal.noted(Connected(role="server"))
