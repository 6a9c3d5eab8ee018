"""The release of a fleet: one moment for all, on the clock that all of them share.

Written one by one, "go" itself would be the skew. So the order that each gate reads names a moment a
little ahead, and every gate sleeps until then.
"""

from __future__ import annotations

import json
import statistics

from socketlab.hosts.model import ClientPlan
from socketlab.record.credentials import Credentials
from socketlab.record.journal import Note

LEAD_S = 0.02
LEAD_PER_CLIENT_S = 0.003
"""How far ahead the moment lies: long enough for the last order to arrive before it.

Measured with 20 clients on two busy processors: the last orders arrived 90 ms after the first was written.
"""

_AGREED_S = 5.0
"""How far a gate's clock may seem to be from the others': on a busy machine a note takes a while."""


class LabClock:
    """The containers' clock as the orchestrator can know it.

    The orchestrator may run under another kernel than the containers (a laptop whose engine lives in
    a virtual machine), so it never compares its own clock with theirs: each gate says what time it
    was when it began to wait. The note that travelled least gives the closest estimate, and an
    estimate can only lag, so a release computed from it comes a little sooner, never late. A gate whose
    clock is far from that of most others cannot move their release.
    """

    def __init__(self) -> None:
        self._offsets: list[float] = []

    def heard(self, note: Note, now_s: float) -> None:
        """A note with the lab's time arrived."""
        if note.clock is not None:
            self._offsets.append(note.clock - now_s)

    def at(self, now_s: float) -> float | None:
        """The lab's time at a moment of the run; ``None`` before any note."""
        if not self._offsets:
            return None
        middle = statistics.median_low(self._offsets)
        return now_s + max(offset for offset in self._offsets if abs(offset - middle) <= _AGREED_S)


def lead_s(clients: int) -> float:
    """Seconds from the writing of the first order to the release."""
    return LEAD_S + LEAD_PER_CLIENT_S * clients


def order(moment: float, client: ClientPlan, credentials: Credentials) -> bytes:
    """The line that a gate waits for; the gate's secrets travel in it, where no program can read them.

    An added gate (``images/gate/gate.c``) has no reader of JSON, digests no files and knows no nonce.
    """
    if client.host.gate_added:
        return f"{moment:.9f} {credentials.key.hex()}\n".encode()
    secrets = {"key": credentials.key.hex(), "nonce": credentials.nonce}
    return json.dumps({"release": moment, "collect": list(client.collect), **secrets}).encode() + b"\n"
