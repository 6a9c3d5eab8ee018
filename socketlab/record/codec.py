"""Writes events as lines of JSON and reads them back.

A stored run is untrusted: each field of an event is of its type, each number finite and each text
of a bounded length, or the line is not an event. What this version writes is always within those bounds,
whatever a program under test printed.
"""

from __future__ import annotations

import functools
import json
from dataclasses import asdict, replace
from typing import Any

from pydantic import TypeAdapter

from socketlab.events import (
    LONGEST_TEXT,
    Began,
    Cleaned,
    ConnectionSeen,
    CountersSeen,
    CutOff,
    Event,
    Exited,
    FaultDone,
    FileSeen,
    Interrupted,
    Killed,
    NetworkMade,
    Noted,
    ProcessesSeen,
    Ready,
    Released,
    Started,
    StartFailed,
    StopSeen,
    TimedOut,
    Troubled,
)
from socketlab.hosts.sockets import SocketsSeen
from socketlab.links.events import LinkMeasured, LinksMade
from socketlab.record.bounds import tree_from_json
from socketlab.record.logs import LogFull
from socketlab.record.observations import Transferred

LONGEST_LINE = 1 << 22
"""Bytes of a line, its end included."""

LARGEST_RECORD = 1 << 25
"""Bytes of all events of a run: in memory, where a run is judged, they take up to eight times as much."""

KINDS: dict[str, type[Event]] = {
    kind.kind: kind
    for kind in (
        Began,
        NetworkMade,
        LinksMade,
        LinkMeasured,
        Started,
        StartFailed,
        Ready,
        Released,
        Noted,
        Transferred,
        Exited,
        TimedOut,
        CutOff,
        Killed,
        LogFull,
        ProcessesSeen,
        CountersSeen,
        SocketsSeen,
        FileSeen,
        ConnectionSeen,
        StopSeen,
        FaultDone,
        Troubled,
        Interrupted,
        Cleaned,
    )
}
"""The events by their names."""


def to_json(event: Event) -> str:
    """One line without its end: ``{"at_s": 0.012, "event": "ready", ...}``."""
    body = {"at_s": 0.0, "event": event.kind, **asdict(event)} | {"at_s": round(event.at_s, 6)}
    line = json.dumps(body, separators=(",", ":"))
    if len(line) <= LONGEST_TEXT and "\\ud" not in line:
        return line
    line = json.dumps(_storable(body), separators=(",", ":"))
    if len(line) >= LONGEST_LINE and isinstance(event, ProcessesSeen):
        return to_json(replace(event, rows=None, trouble="the host has too many processes to record"))
    return line


def from_json(line: bytes | str) -> Event:
    """The event of a line; fields that this version does not know are dropped.

    Of a note only flat members are kept: the journal protocol has no others.

    Raises:
        ValueError: when the line is not an event, or one of its values is out of bounds.
    """
    try:
        body = tree_from_json(line, longest_text=LONGEST_TEXT)
        event = _reader_of(body["event"]).validate_json(line)
    except (KeyError, TypeError, ValueError) as error:
        shown = line[:80] if isinstance(line, str) else line[:80].decode(errors="replace")
        raise ValueError(f"not an event: {shown}") from error
    if isinstance(event, Noted):
        flat = {name: value for name, value in event.note.items() if not isinstance(value, dict | list)}
        return event if len(flat) == len(event.note) else replace(event, note=flat)
    return event


@functools.cache
def _reader_of(kind: str) -> TypeAdapter[Event]:
    return TypeAdapter(KINDS[kind])


def _storable(value: Any) -> Any:
    """A value with long texts cut, and without what UTF-8 cannot write."""
    match value:
        case str():
            return value[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")
        case dict():
            return {_storable(key): _storable(child) for key, child in value.items()}
        case list() | tuple():
            return [_storable(child) for child in value]
    return value
