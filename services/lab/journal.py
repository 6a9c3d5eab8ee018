"""The journal: what a program did on its sockets, one JSON object a line, as evidence of a run.

A program's own output stays on standard output, as a reader of the course expects it. The
journal goes elsewhere: to file descriptor 2 (`SOCKETLAB_JOURNAL=stderr`), to the end of a file
(`SOCKETLAB_JOURNAL=path`), or nowhere (unset or empty). Every line looks like

    {"socketlab": 1, "event": "connect", "clock": 7123.482913, "role": "server", ...}

Standard error also carries what clients make a program print. So that a reader can distinguish the journal
from a line that only looks like it, the caller can set a nonce, in `SOCKETLAB_JOURNAL_NONCE` or
through `entrust`; each line on standard error then ends with it, as the member `nonce`.

Several threads and processes share one journal without a lock. Each line is one `os.write` of at
most 4096 bytes, which a pipe takes whole or not at all; longer data is split over several
lines, all but the last of which carry `"more": true`.

Source: pipe(7), "PIPE_BUF"; write(2) on O_APPEND.
"""

import json
import os
import select
import sys
import time

VARIABLE = "SOCKETLAB_JOURNAL"
NONCE = "SOCKETLAB_JOURNAL_NONCE"
STANDARD_ERROR = 2
# A byte may need six characters of JSON (a control character): 600 of them leave room for the rest of a line.
PIECE_BYTES = 600
STALL_SECONDS = 1.0

_entrusted = ""


def clock() -> float:
    """Return the seconds of the clock that all containers of one kernel share."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def entrust(nonce: str) -> None:
    """Mark the notes of this process with a nonce that no other process is to see."""
    global _entrusted  # noqa: PLW0603 - one process has one standard error
    _entrusted = nonce


class Journal:
    """Where observations go. Writing one never raises, and waits a second at most.

    When the reader has stalled for that long, lines are dropped; the next one that finds room
    says how many in `lost`.

    Args:
        role: `server` or `client`.
        descriptor: An open file descriptor, or None for a journal that is off.
    """

    def __init__(self, role: str, descriptor: int | None) -> None:
        self.role = role
        self.descriptor = descriptor
        self.lost = 0

    @classmethod
    def from_environment(cls, role: str) -> "Journal":
        """Open the journal that the environment asks for; one that cannot be opened is off."""
        target = os.environ.get(VARIABLE, "")
        if not target:
            return cls(role, None)
        if target == "stderr":
            return cls(role, STANDARD_ERROR)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK
        try:
            return cls(role, os.open(target, flags, 0o644))
        except (OSError, ValueError) as error:
            print(f'cannot write the journal "{target}": {error}', file=sys.stderr, flush=True)
            return cls(role, None)

    def note(
        self, event: str, *, data: bytes | None = None, at: float | None = None, **facts: object
    ) -> None:
        """Write one observation.

        Args:
            event: What happened: `ready`, `connect`, `received`, `sent`, `closed`, `failed`, or what only
                one program knows of (`resent`, `ignored`, `signal`).
            data: The transferred bytes, written as Latin-1 text together with their size.
            at: When it happened, if not now.
            facts: Anything else that JSON can say.
        """
        if self.descriptor is None:
            return
        head = {"socketlab": 1, "event": event, "clock": clock() if at is None else at, "role": self.role}
        if data is None:
            self._write({**head, **facts})
            return
        for start in range(0, max(len(data), 1), PIECE_BYTES):
            piece = data[start : start + PIECE_BYTES]
            line = {**head, **facts, "size": len(piece), "data": piece.decode("latin-1")}
            if start + PIECE_BYTES < len(data):
                line["more"] = True
            self._write(line)

    def _write(self, line: dict[str, object]) -> None:
        """Write a line if there is room for it in time, or count it as lost."""
        descriptor = self.descriptor
        if descriptor is None:
            return
        lost = self.lost
        try:
            if not select.select([], [descriptor], [], 0 if lost else STALL_SECONDS)[1]:
                self.lost += 1
                return
            if lost:
                line["lost"] = lost
            nonce = _entrusted or os.environ.get(NONCE, "")
            if nonce and descriptor == STANDARD_ERROR:
                line["nonce"] = nonce
            os.write(descriptor, json.dumps(line).encode() + b"\n")
            self.lost -= lost
        except (OSError, ValueError):
            self.lost += 1
