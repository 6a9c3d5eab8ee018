"""Which notes of a host are believed: those it is entitled to write, that the plan expects, in order."""

from __future__ import annotations

import secrets
from dataclasses import replace
from enum import IntEnum, auto
from typing import Any

from socketlab.hosts.model import ClientPlan, HostPlan, Placement
from socketlab.plan.model import Plan
from socketlab.record.credentials import Credentials, is_sealed
from socketlab.record.journal import GateExit, GateFile, GateReleased, GateWaiting, Note, parse, read_line

_LONGEST_UPTIME_S = 1e9
"""Thirty years: no kernel's monotonic clock is beyond."""

_ROUNDING_S = 1e-6
"""Clocks in notes and orders are rounded to nanoseconds, and a double holds less of a long uptime."""


def credentials_for(plan: Plan) -> dict[str, Credentials]:
    """New secrets for each host of a plan; a standing host has a nonce already, which its runtime knows."""
    return {host.name: _credentials(host) for host in plan.everyone}


def _credentials(host: HostPlan) -> Credentials:
    own = host.keeps_journal and host.placement is not Placement.STANDING
    return Credentials(
        nonce=secrets.token_hex(16) if own else "", key=secrets.token_bytes(32) if host.gated else b""
    )


class _Gate(IntEnum):
    """How far a gate has come."""

    LOADING = auto()
    WAITING = auto()
    ORDERED = auto()
    RELEASED = auto()
    OVER = auto()


class Admission:
    """Decides on the notes of one host.

    A gate says once that it waits, before there is an order. All that it says after the order is sealed with
    the key in it, and comes in one order: released, the collected files, exit. A journal's notes carry the
    host's nonce. Whatever else looks like a note is ordinary output.

    Args:
        host: The host.
        client: The client it is, where it is one.
        credentials: Its secrets.
    """

    def __init__(self, host: HostPlan, client: ClientPlan | None, credentials: Credentials) -> None:
        self.credentials = credentials
        self._gate = _Gate.LOADING if host.gated and client is not None else _Gate.OVER
        self._files = set(client.collect) if client is not None else set()
        self._earliest = 0.0

    def lend(self, nonce: str) -> None:
        """Believe a standing host's own nonce; an empty one changes nothing."""
        if nonce:
            self.credentials = replace(self.credentials, nonce=nonce)

    def ordered(self, moment: float) -> None:
        """The gate gets its order, for a moment of the lab's clock."""
        if self._gate is _Gate.WAITING:
            self._gate, self._earliest = _Gate.ORDERED, moment - _ROUNDING_S

    def believed(self, line: bytes) -> dict[str, Any] | None:
        """The note on a line as it is recorded, without its secrets; ``None`` for ordinary output."""
        raw = read_line(line)
        if raw is None:
            return None
        if raw.get("role") == "gate":
            genuine = self._is_expected(parse(raw), sealed=is_sealed(line, self.credentials.key))
        else:
            genuine = bool(self.credentials.nonce) and raw.get("nonce") == self.credentials.nonce
        return {name: raw[name] for name in raw if name not in ("nonce", "seal")} if genuine else None

    def _is_expected(self, note: Note, *, sealed: bool) -> bool:
        """Whether this is what the gate says next."""
        clock = note.clock
        if clock is None or not self._earliest <= clock < _LONGEST_UPTIME_S:
            return False
        match note:
            case GateWaiting():
                return self._moves(_Gate.LOADING, _Gate.WAITING)
            case GateReleased() if sealed:
                self._earliest = clock - _ROUNDING_S
                return self._moves(_Gate.ORDERED, _Gate.RELEASED)
            case GateFile(path=path) if sealed and self._gate is _Gate.RELEASED and path in self._files:
                self._files.remove(path)
                return True
            case GateExit() if sealed:
                return self._moves(_Gate.RELEASED, _Gate.OVER)
        return False

    def _moves(self, before: _Gate, after: _Gate) -> bool:
        if self._gate is not before:
            return False
        self._gate = after
        return True
