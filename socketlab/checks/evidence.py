"""The record, arranged by what the checks ask: one pass over the events, then look-ups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from socketlab.events import (
    CountersSeen,
    Exited,
    FileSeen,
    Interrupted,
    Noted,
    ProcessesSeen,
    Released,
    Started,
    TimedOut,
    Troubled,
)
from socketlab.hosts.model import ClientPlan
from socketlab.judging.record import Record
from socketlab.record.layout import EVENTS, log_name


@dataclass(slots=True)
class Trace:
    """What is known of one host or client.

    Args:
        gated: Whether it waited at a gate for its release.
        exited: How it ended.
        timed_out_s: When the run gave it up, in seconds since the run began.
        notes: What it told of itself, in order.
    """

    gated: bool = False
    exited: Exited | None = None
    timed_out_s: float | None = None
    notes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether it ended by itself, or had all the time that it was given."""
        ended = self.exited is not None and not self.exited.stopped
        return ended or self.timed_out_s is not None

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

    Attributes:
        released: When the fleets were let go; ``None`` if they never were.
        cut_short: Whether the run was interrupted, or ended by the lab's trouble.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.plan = record.plan
        self.traces = {host.name: Trace() for host in record.plan.everyone}
        self.released = next((event for event in record.events if isinstance(event, Released)), None)
        self.cut_short = any(isinstance(event, Interrupted | Troubled) for event in record.events)
        self._tables: dict[tuple[str, str], ProcessesSeen] = {}
        self._counters: dict[tuple[str, str], CountersSeen] = {}
        self._files: dict[tuple[str, str], FileSeen] = {}
        for event in record.events:
            self._take(event)

    def trace(self, host: str) -> Trace:
        """What is known of a host or client."""
        return self.traces[host]

    def table(self, host: str, moment: str) -> ProcessesSeen | None:
        """A host's process table at a planned moment."""
        return self._tables.get((host, moment))

    def counters(self, host: str, moment: str) -> CountersSeen | None:
        """A host's counters at a planned moment."""
        return self._counters.get((host, moment))

    def file(self, host: str, path: str) -> FileSeen | None:
        """What is known of a file on a host."""
        return self._files.get((host, path))

    def logs(self, host: str, *streams: str) -> tuple[str, ...]:
        """The files that keep what a host wrote; the events where it wrote nothing."""
        found = [log_name(host, stream) for stream in streams if (host, stream) in self.record.outputs]
        return tuple(found) or (EVENTS,)

    def waited_s(self, client: ClientPlan) -> float | None:
        """Seconds from the release of a client to when the run gave it up; ``None`` if it did not."""
        given_up_s = self.trace(client.host.name).timed_out_s
        if given_up_s is None or self.released is None:
            return None
        return given_up_s - self.released.at_s - client.release_s

    def elapsed_s(self, client: ClientPlan) -> float | None:
        """Seconds from a client's release to its end; without a gate, from its process's start."""
        times = self._times(client)
        return None if times is None else times[2] - times[1]

    def waiting_s(self, client: ClientPlan) -> float | None:
        """Seconds from a client's call to the first answer that its journal tells of."""
        trace = self.trace(client.host.name)
        called = trace.clock_of("connect", role="client", key="began")
        answered = trace.clock_of("received", role="client")
        return None if called is None or answered is None else answered - called

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
        """Begin and end on the lab's clock, as the gate tells them, or else on the engine's.

        The engine cannot know when a gate let its client go, nor when one would have ended that was
        stopped.
        """
        trace = self.trace(client.host.name)
        began, ended = trace.clock_of("released", role="gate"), trace.clock_of("exit", role="gate")
        if began is not None and ended is not None:
            return "gate", began, ended
        if trace.gated or trace.exited is None or trace.exited.stopped or trace.exited.ran is None:
            return None
        return "engine", *trace.exited.ran

    def _take(self, event: object) -> None:
        match event:
            case Started(host=host, gated=gated):
                self.traces[host].gated = gated
            case Noted(host=host, note=note):
                self.traces[host].notes.append(note)
                self._note_file(host, note)
            case Exited(host=host):
                self.traces[host].exited = event
            case TimedOut(host=host, at_s=at_s):
                self.traces[host].timed_out_s = at_s
            case ProcessesSeen(host=host, moment=moment):
                self._tables[host, moment] = event
            case CountersSeen(host=host, moment=moment):
                self._counters[host, moment] = event
            case FileSeen(host=host, path=path):
                self._files[host, path] = event

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
                missing=note.get("missing") is True,
            )
