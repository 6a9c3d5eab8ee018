"""The record, arranged by what the checks ask: one pass over the events, then look-ups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scenarios.events import Exited, FileSeen, Noted, ProcessesSeen, Released, Started, TimedOut
from scenarios.plan.model import ClientPlan
from scenarios.record import Record


@dataclass(slots=True)
class Trace:
    """What is known of one host or client."""

    started_s: float | None = None
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
        """Seconds from a client's release to its end, on the lab's clock where it has a gate."""
        trace = self.trace(client.host.name)
        began, ended = trace.clock_of("released", role="gate"), trace.clock_of("exit", role="gate")
        if began is not None and ended is not None:
            return ended - began
        if began is None and trace.started_s is not None and trace.exited is not None:
            return trace.exited.at_s - trace.started_s
        return None

    def span_s(self, clients: tuple[ClientPlan, ...]) -> float | None:
        """Seconds from the first release to the last end; ``None`` unless all have ended."""
        gates = [self._gate_times(client) for client in clients]
        complete = [times for times in gates if times is not None]
        if len(complete) == len(clients) and complete:
            return max(end for _, end in complete) - min(begin for begin, _ in complete)
        traces = [self.trace(client.host.name) for client in clients]
        ends = [trace.exited.at_s for trace in traces if trace.exited is not None]
        begins = [trace.started_s for trace in traces if trace.started_s is not None]
        if self.released is None or len(ends) < len(clients) or not begins:
            return None
        gated = any(times is not None for times in gates)
        return max(ends) - (self.released.at_s if gated else min(begins))

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
        sources = (
            ("connect", trace.clock_of("connect", role="client", key="began")),
            ("release", trace.clock_of("released", role="gate")),
            ("start", trace.started_s),
        )
        known = next(((source, time) for source, time in sources if time is not None), None)
        return None if known is None else (known[0], known[1] - client.release_s)

    def _gate_times(self, client: ClientPlan) -> tuple[float, float] | None:
        trace = self.trace(client.host.name)
        began, ended = trace.clock_of("released", role="gate"), trace.clock_of("exit", role="gate")
        return None if began is None or ended is None else (began, ended)

    def _take(self, event: object) -> None:
        match event:
            case Started(host=host, at_s=at_s):
                self.traces[host].started_s = at_s
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
