"""Whether a server attends to one client before it has finished with another, as its journal tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from socketlab.checks.clients import unknown
from socketlab.checks.evidence import Evidence
from socketlab.checks.verdict import Answer, holds
from socketlab.record.layout import EVENTS
from socketlab.spec.checks import Interleaving


@dataclass(slots=True)
class _Conversation:
    """One client's part of a journal: the places of its first and its last word in it."""

    first: int
    last: int
    port: Any


def judge_interleaving(check: Interleaving, evidence: Evidence) -> Answer:
    """In so many conversations the server turned to another client in between."""
    expected = check.count.of("interleaved conversation", "interleaved conversations")
    if check.across_ports:
        expected += " across ports"
    attended, conversations = _read(evidence.trace(check.host).notes)
    if not conversations:
        return unknown(expected, f"{check.host} tells of no conversation")
    number = sum(
        any(
            one.first < place < one.last and (not check.across_ports or conversations[other].port != one.port)
            for place, other in attended
            if other != conn
        )
        for conn, one in conversations.items()
    )
    ports = sorted({str(one.port) for one in conversations.values() if one.port is not None})
    seen = f"{number} of {len(conversations)}" + (f", on ports {', '.join(ports)}" if len(ports) > 1 else "")
    verdict = holds(check.count.holds(number))
    return Answer(verdict=verdict, expected=expected, seen=seen, evidence=(EVENTS,))


def _read(notes: list[dict[str, Any]]) -> tuple[list[tuple[int, str]], dict[str, _Conversation]]:
    """Who was heard or answered at which place of a server's journal; and each conversation's extent."""
    attended: list[tuple[int, str]] = []
    conversations: dict[str, _Conversation] = {}
    ports: dict[str, Any] = {}
    ordered = sorted((note for note in notes if note.get("role") == "server"), key=_clock)
    for place, note in enumerate(ordered):
        event, conn = note.get("event"), str(note.get("conn", ""))
        if event == "connect":
            ports[conn] = note.get("port")
        if event not in ("received", "sent") or not conn:
            continue
        attended.append((place, conn))
        conversations.setdefault(conn, _Conversation(place, place, ports.get(conn))).last = place
    return attended, conversations


def _clock(note: dict[str, Any]) -> float:
    value = note.get("clock")
    return float(value) if isinstance(value, int | float) else 0.0
