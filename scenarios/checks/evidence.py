"""The record, arranged by what the checks ask: one pass over the events, then look-ups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scenarios.events import Exited, FileSeen, Noted, ProcessesSeen, Released, TimedOut
from scenarios.plan.model import ClientPlan
from scenarios.record import Record


@dataclass(slots=True)
class Trace:
    """What is known of one host or client."""

    exited: Exited | None = None
    timed_out: bool = False
    notes: list[dict[str, Any]] = field(default_factory=list)

    def clock_of(self, event: str, *, role: str, key: str = "clock") -> float | None:
        """The lab's time of the first note of a kind."""
        for note in self.notes:
            if note.get("event") == event and note.get("role") == role:
                value = note.get(key)
                return float(value) if isinstance(value, int | float) else None
        return None


class Evidence:
    """Look-ups on a record.

    Args:
        record: The run's plan, events and outputs.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.plan = record.plan
        self.traces = {host.name: Trace() for host in record.plan.everyone}
        self.released: Released | None = None
        self._tables: dict[tuple[str, str], ProcessesSeen] = {}
        self._files: dict[tuple[str, str], FileSeen] = {}
        for event in record.events:
            self._take(event)

    def trace(self, host: str) -> Trace:
        """What is known of a host or client."""
        return self.traces[host]

    def table(self, host: str, moment: str) -> ProcessesSeen | None:
        """A host's process table at a planned moment."""
        return self._tables.get((host, moment))

    def file(self, host: str, path: str) -> FileSeen | None:
        """What is known of a file on a host."""
        return self._files.get((host, path))

    def elapsed_s(self, client: ClientPlan) -> float | None:
        """Seconds from a client's release to its end; without a gate, from its process's start."""
        times = self._times(client)
        return None if times is None else times[2] - times[1]

    def span_s(self, clients: tuple[ClientPlan, ...]) -> float | None:
        """Seconds from the first release to the last end; ``None`` unless one clock knows them all."""
        times = [known for client in clients if (known := self._times(client)) is not None]
        if len(times) < len(clients) or len({clock for clock, _, _ in times}) != 1:
            return None
        return max(end for _, _, end in times) - min(begin for _, begin, _ in times)

    def skew_s(self, clients: tuple[ClientPlan, ...]) -> float | None:
        """Seconds between the first and the last client's connect, each less its planned delay.

        The moment is the one right before the call of connect; a client without a journal counts
        from its release, one without a gate from its start.
        """
        moments = [self._start_of(client) for client in clients]
        known = [moment for moment in moments if moment is not None]
        if len(known) < len(clients) or len({source for source, _ in known}) != 1:
            return None
        times = [time for _, time in known]
        return max(times) - min(times)

    def _start_of(self, client: ClientPlan) -> tuple[str, float] | None:
        trace = self.trace(client.host.name)
        times = self._times(client)
        connect = trace.clock_of("connect", role="client", key="began")
        if connect is not None:
            return "connect", connect - client.release_s
        return None if times is None else (times[0], times[1] - client.release_s)

    def _times(self, client: ClientPlan) -> tuple[str, float, float] | None:
        """Begin and end on the lab's clock, as the gate tells them, or else on the engine's."""
        trace = self.trace(client.host.name)
        began, ended = trace.clock_of("released", role="gate"), trace.clock_of("exit", role="gate")
        if began is not None and ended is not None:
            return "gate", began, ended
        ran = None if trace.exited is None else trace.exited.ran
        return None if ran is None else ("engine", *ran)

    def _take(self, event: object) -> None:
        match event:
            case Noted(host=host, note=note):
                self.traces[host].notes.append(note)
                self._note_file(host, note)
            case Exited(host=host):
                self.traces[host].exited = event
            case TimedOut(host=host):
                self.traces[host].timed_out = True
            case ProcessesSeen(host=host, moment=moment):
                self._tables[host, moment] = event
            case FileSeen(host=host, path=path):
                self._files[host, path] = event
            case Released():
                self.released = event

    def _note_file(self, host: str, note: dict[str, Any]) -> None:
        """A gate digests its client's files and tells so in a note."""
        if note.get("event") == "file" and note.get("role") == "gate" and "path" in note:
            path = str(note["path"])
            self._files[host, path] = FileSeen(
                at_s=0.0,
                host=host,
                path=path,
                size=note.get("size"),
                sha256=note.get("sha256"),
                trouble=str(note.get("trouble", "")),
            )
