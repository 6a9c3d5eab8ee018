"""The record of a run, on disk from its first moment: a killed run keeps what it had."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from socketlab.events import Event, NetworkMade, Noted, Troubled
from socketlab.hosts.model import NetworkPlan
from socketlab.language.lines import lines_of
from socketlab.record.codec import LARGEST_RECORD, to_json
from socketlab.record.journal import Note, parse
from socketlab.record.layout import EVENTS, LOGS, log_name
from socketlab.record.logs import LARGEST_LOG, LARGEST_LOGS, LogFull
from socketlab.run.lines import Lines

Listener = Callable[[Event], None]
Believed = Callable[[bytes], dict[str, Any] | None]
"""The note on a line, if it is one that its host may write."""

_MOST_EVENTS = LARGEST_RECORD * 3 // 4
"""Bytes of events after which no more notes are recorded: the rest is for the run's own events."""


class Recorder:
    """Writes events and output of one run; safe to call from any thread.

    What cannot be written does not raise: whatever happens to the disk, the run has to be taken down. After
    the first failure nothing more is written, so that no torn line gets another one behind it.

    Args:
        folder: The run's evidence folder; it exists.
        clock: Seconds on a clock that never goes back.
        largest_log: Bytes of each log that are kept.
        largest_logs: Bytes of all logs together.

    Attributes:
        failure: Why evidence is missing; the player ends the run for it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], float],
        largest_log: int = LARGEST_LOG,
        largest_logs: int = LARGEST_LOGS,
    ) -> None:
        self.folder = folder
        self._clock = clock
        self._began = clock()
        self._listeners: list[Listener] = []
        self._lock = threading.RLock()
        self._events = (folder / EVENTS).open("ab", buffering=0)
        self._recorded = 0
        self._is_full = False
        self.failure: Exception | None = None
        self._logs: dict[tuple[str, str], BinaryIO] = {}
        self._largest_log = largest_log
        self._room = largest_logs
        self._kept: dict[tuple[str, str], int] = {}
        self._full_logs: set[tuple[str, str]] = set()
        self._lines: dict[str, Lines] = {}
        (folder / LOGS).mkdir(exist_ok=True)

    def now(self) -> float:
        """Seconds since the run began."""
        return self._clock() - self._began

    def listen(self, listener: Listener) -> None:
        """Pass each event from now on to a listener, after it is written.

        What it raises is dropped, so that a broken pipe to a terminal cannot end a run.
        """
        self._listeners.append(listener)

    def record(self, event: Event) -> None:
        """Write an event, then pass it to the listeners."""
        with self._lock:
            self._recorded += self._write(lambda: self._events, to_json(event).encode() + b"\n")
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:  # noqa: S112 - see the class
                continue

    def network_made(self, network: NetworkPlan, subnet: str) -> None:
        """A network was created."""
        self.record(
            NetworkMade(
                at_s=self.now(),
                network=network.name,
                subnet=subnet,
                declared=network.declared,
                nat=network.nat,
            )
        )

    def output(self, host: str, stream: str, content: bytes, believed: Believed) -> tuple[list[Note], bytes]:
        """Keep what a host wrote.

        Returns:
            The notes of its journal or gate that these bytes completed, which are recorded as events; and
            its ordinary output, which alone is in the log.
        """
        if stream == "stdout":
            self._append(host, stream, content)
            return [], content
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
        return notes, bytes(ordinary)

    def finish(self, host: str) -> bytes:
        """A host has ended, and its last line may lack its end: the line, which is ordinary output."""
        with self._lock:
            rest = self._lines.pop(host, Lines()).end()
        if rest:
            self._append(host, "stderr", rest)
        return rest

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
        """Add to a log, up to its limit and that of all logs."""
        key = host, stream
        with self._lock:
            kept = self._kept.get(key, 0)
            room = 0 if key in self._full_logs else min(self._largest_log - kept, self._room)
            written = self._write(lambda: self._log(host, stream), content[:room])
            self._kept[key] = kept + written
            self._room -= written
            if len(content) > room and key not in self._full_logs:
                self._full_logs.add(key)
                self.record(LogFull(at_s=self.now(), host=host, stream=stream, kept=kept + written))

    def _log(self, host: str, stream: str) -> BinaryIO:
        key = (host, stream)
        if key not in self._logs:
            self._logs[key] = (self.folder / log_name(host, stream)).open("ab", buffering=0)
        return self._logs[key]

    def _write(self, file: Callable[[], BinaryIO], content: bytes) -> int:
        """All of it, in as many pieces as the file takes; how many bytes that were."""
        if self.failure is not None:
            return 0
        rest = memoryview(content)
        try:
            while rest:
                rest = rest[file().write(rest) :]
        except (OSError, ValueError) as error:
            self.failure = error
        return len(content) - len(rest)
