"""The record of a run, on disk from its first moment: a killed run keeps what it had."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from socketlab.events import Event, Noted, Troubled
from socketlab.language.lines import lines_of
from socketlab.record.codec import LARGEST_RECORD, to_json
from socketlab.record.journal import Note, parse
from socketlab.record.layout import EVENTS, LOGS, log_name
from socketlab.run.lines import Lines

Listener = Callable[[Event], None]
Believed = Callable[[bytes], dict[str, Any] | None]
"""The note on a line, if it is one that its host may write."""

_MOST_EVENTS = LARGEST_RECORD * 3 // 4
"""Bytes of events after which no more notes are recorded: the rest is for the run's own events."""


class Recorder:
    """Writes events and output of one run; safe to call from any thread.

    Args:
        folder: The run's evidence folder; it exists.
        clock: Seconds on a clock that never goes back.
    """

    def __init__(self, folder: Path, *, clock: Callable[[], float]) -> None:
        self.folder = folder
        self._clock = clock
        self._began = clock()
        self._listeners: list[Listener] = []
        self._lock = threading.RLock()
        self._events = (folder / EVENTS).open("ab", buffering=0)
        self._recorded = 0
        self._is_full = False
        self._logs: dict[tuple[str, str], BinaryIO] = {}
        self._lines: dict[str, Lines] = {}
        (folder / LOGS).mkdir(exist_ok=True)

    def now(self) -> float:
        """Seconds since the run began."""
        return self._clock() - self._began

    def listen(self, listener: Listener) -> None:
        """Tell a listener of each event from now on, after it is written.

        What it raises is dropped, so that a broken pipe to a terminal cannot end a run.
        """
        self._listeners.append(listener)

    def record(self, event: Event) -> None:
        """Write an event, then tell the listeners."""
        with self._lock:
            self._recorded += self._events.write(to_json(event).encode() + b"\n") or 0
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:  # noqa: S112 - see the class
                continue

    def output(self, host: str, stream: str, content: bytes, believed: Believed) -> list[Note]:
        """Keep what a host wrote.

        Returns:
            The notes of its journal or gate that these bytes completed; they are recorded as events
            and left out of the log.
        """
        if stream == "stdout":
            self._append(host, stream, content)
            return []
        notes: list[Note] = []
        ordinary = bytearray()
        with self._lock:
            for piece, candidate in self._lines.setdefault(host, Lines()).divide(content):
                raw = believed(piece) if candidate and not self._full(host) else None
                if raw is None:
                    ordinary += piece + (b"\n" if candidate else b"")
                else:
                    self.record(Noted(at_s=self.now(), host=host, note=raw))
                    notes.append(parse(raw))
            if ordinary:
                self._append(host, stream, bytes(ordinary))
        return notes

    def finish(self, host: str) -> None:
        """A host has ended: its last line may lack its end."""
        with self._lock:
            rest = self._lines.pop(host, Lines()).end()
        if rest:
            self._append(host, "stderr", rest)

    def write(self, name: str, content: str) -> None:
        """A further file of evidence."""
        (self.folder / name).write_text(content, encoding="utf-8")

    def last_lines(self, host: str, *, most: int = 5) -> list[str]:
        """The last lines that a host wrote, standard error last."""
        lines: list[str] = []
        for stream in ("stdout", "stderr"):
            file = self.folder / log_name(host, stream)
            if file.is_file():
                with file.open("rb") as log:
                    log.seek(max(0, log.seek(0, os.SEEK_END) - 4096))
                    lines += [line for line in lines_of(log.read()) if line.strip()][-most:]
        return lines[-most:]

    def close(self) -> None:
        """Write what is pending and close all files."""
        with self._lock:
            for host in list(self._lines):
                self.finish(host)
            for file in (*self._logs.values(), self._events):
                file.close()
            self._logs.clear()

    def _full(self, host: str) -> bool:
        """Whether the record has room for no more notes; said once."""
        if self._recorded > _MOST_EVENTS and not self._is_full:
            self._is_full = True
            message = f"the journals are too long: what {host} and others report from now on is not read"
            self.record(Troubled(at_s=self.now(), message=message))
        return self._is_full

    def _append(self, host: str, stream: str, content: bytes) -> None:
        with self._lock:
            key = (host, stream)
            if key not in self._logs:
                self._logs[key] = (self.folder / log_name(host, stream)).open("ab", buffering=0)
            self._logs[key].write(content)
