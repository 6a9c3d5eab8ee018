"""The record, arranged by what the checks ask: one pass over the events, then look-ups."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import override

from socketlab.events import (
    ConnectionSeen,
    CountersSeen,
    CutOff,
    Event,
    Exited,
    FaultDone,
    FileSeen,
    Interrupted,
    Noted,
    ProcessesSeen,
    Released,
    Started,
    StartFailed,
    StopSeen,
    TimedOut,
    Troubled,
)
from socketlab.hosts.model import ClientPlan, HostPlan
from socketlab.hosts.sockets import SocketsSeen
from socketlab.judging.lateness import Lateness
from socketlab.judging.record import Record
from socketlab.judging.seen import Seen
from socketlab.judging.timing import Timing
from socketlab.record.evidence import Evidence, Step, Trace
from socketlab.record.journal import GateFile, parse
from socketlab.record.layout import EVENTS, log_name

_CUTS_SHORT = (Interrupted, Troubled, StartFailed)

_LONGEST_SHOWN = 200
"""Characters of a line that a report quotes."""


class RecordedEvidence(Evidence):
    """Look-ups on a record.

    Args:
        record: The run's plan, events and outputs.
    """

    def __init__(self, record: Record) -> None:
        self._record = record
        self._plan = record.plan
        self._traces = {host.name: Trace() for host in record.plan.everyone}
        self._collected = {client.host.name: frozenset(client.collect) for client in record.plan.clients}
        self._released = next((event for event in record.events if isinstance(event, Released)), None)
        self._faults = tuple(event for event in record.events if isinstance(event, FaultDone))
        self._cut_short = any(isinstance(event, _CUTS_SHORT) for event in record.events)
        self._seen = Seen()
        self._timing = Timing(self._traces)
        for event in record.events:
            self._take(event)
        self._lateness = Lateness(self._released, self._plan.clients, self._traces)
        self._lateness.excuse_timeouts()

    @property
    @override
    def hosts(self) -> tuple[HostPlan, ...]:
        return self._plan.hosts

    @property
    @override
    def steps(self) -> tuple[Step, ...]:
        return self._plan.timeline

    @property
    @override
    def faults(self) -> tuple[FaultDone, ...]:
        return self._faults

    @property
    @override
    def released(self) -> Released | None:
        return self._released

    @property
    @override
    def cut_short(self) -> bool:
        return self._cut_short

    @property
    @override
    def variables(self) -> dict[str, str]:
        plan = self._plan
        names = {f"hosts.{host.name}": host.service if host.standing else host.name for host in plan.hosts}
        return {"seed": str(plan.seed), "run": plan.run, **names}

    @override
    def fleet(self, name: str) -> tuple[ClientPlan, ...]:
        return self._plan.fleet(name)

    @override
    def trace(self, host: str) -> Trace:
        return self._traces.get(host, Trace())

    @override
    def lines(self, host: str, stream: str, *, holding: str = "") -> Iterator[str]:
        return self._record.lines(host, stream, holding=holding)

    @override
    def last_lines(self, host: str, stream: str, *, most: int = 1) -> tuple[str, ...]:
        lines = self._record.last_lines(host, stream, most=most)
        return tuple(line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}..." for line in lines)

    @override
    def logs(self, host: str, *streams: str) -> tuple[str, ...]:
        found = [log_name(host, stream) for stream in streams if (host, stream) in self._record.outputs]
        return tuple(found) or (EVENTS,)

    @override
    def table(self, host: str, moment: str) -> ProcessesSeen | None:
        return self._seen.tables.get((host, moment))

    @override
    def counters(self, host: str, moment: str) -> CountersSeen | None:
        return self._seen.counters.get((host, moment))

    @override
    def sockets(self, host: str, moment: str) -> SocketsSeen | None:
        return self._seen.sockets.get((host, moment))

    @override
    def file(self, host: str, path: str) -> FileSeen | None:
        seen = self._seen.files.get((host, path))
        if seen is not None and host in self._collected and self._traces[host].was_cut_off:
            return FileSeen(at_s=seen.at_s, host=host, path=path, trouble="the client was stopped")
        return seen

    @override
    def connection(self, host: str, port: int, moment: str) -> ConnectionSeen | None:
        return self._seen.connections.get((host, port, moment))

    @override
    def stop(self, host: str) -> StopSeen | None:
        return self._seen.stops.get(host)

    @override
    def covers(self, clock: float) -> bool:
        return True

    @override
    def clock_at(self, at_s: float) -> float | None:
        released = self._released
        return None if released is None or released.clock is None else released.clock - released.at_s + at_s

    @override
    def late_s(self, fleet: str | None = None) -> float:
        clients = self._plan.clients if fleet is None else self._plan.fleet(fleet)
        return self._lateness.of(clients)

    @override
    def waited_s(self, client: ClientPlan) -> float | None:
        timed_out_s = self.trace(client.host.name).timed_out_s
        if timed_out_s is None or self._released is None:
            return None
        return timed_out_s - self._released.at_s - client.release_s

    @override
    def elapsed_s(self, client: ClientPlan) -> float | None:
        return self._timing.elapsed_s(client)

    @override
    def container_s(self, client: ClientPlan) -> float | None:
        exited = self.trace(client.host.name).exited
        return None if exited is None or exited.stopped else exited.container_s

    @override
    def elapsed_error_s(self, clients: tuple[ClientPlan, ...]) -> float:
        return self._timing.elapsed_error_s(clients)

    @override
    def skew_error_s(self, clients: tuple[ClientPlan, ...]) -> float:
        return self._timing.skew_error_s(clients)

    @override
    def waiting_s(self, client: ClientPlan) -> float | None:
        return self._timing.waiting_s(client)

    @override
    def span_s(self, clients: tuple[ClientPlan, ...]) -> float | None:
        return self._timing.span_s(clients)

    @override
    def skew_s(self, clients: tuple[ClientPlan, ...]) -> float | None:
        return self._timing.skew_s(clients)

    @override
    def release_skew_s(self, clients: tuple[ClientPlan, ...]) -> float | None:
        return self._timing.release_skew_s(clients)

    def _take(self, event: Event) -> None:
        self._seen.take(event)
        match event:
            case Started(host=host, gated=gated):
                self._traces[host].started, self._traces[host].gated = True, gated
            case Noted(host=host, note=note):
                self._note(host, note)
            case Exited(host=host):
                self._traces[host].exited = event
            case TimedOut(host=host, at_s=at_s):
                self._traces[host].timed_out_s = at_s
            case CutOff(host=host, why=why):
                self._traces[host].cut_off = why
            case StartFailed(host=host, message=message):
                self._traces[host].start_error = message

    def _note(self, host: str, raw: dict[str, object]) -> None:
        """A note of a journal or a gate; a gate's note of a collected file counts as an observation too.

        A run records only the notes that it believes, but a stored run may have been edited: a gate's note
        counts for clients only, and a file's only where the plan collects that file.
        """
        note = parse(raw)
        if note.role == "gate" and host not in self._collected:
            return
        self._traces[host].notes.append(note)
        if isinstance(note, GateFile) and note.path in self._collected[host]:
            self._seen.files[host, note.path] = FileSeen(
                at_s=0.0,
                host=host,
                path=note.path,
                size=note.size,
                sha256=note.sha256,
                trouble=note.error,
                missing=note.missing,
            )
