"""What a check may ask about a run: look-ups on the record, without the plan or the files behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from socketlab.events import (
    ConnectionSeen,
    CountersSeen,
    Exited,
    FaultDone,
    FileSeen,
    ProcessesSeen,
    Released,
    StopSeen,
)
from socketlab.hosts.model import ClientPlan, HostPlan
from socketlab.hosts.sockets import SocketsSeen
from socketlab.record.journal import Note

_Note = TypeVar("_Note", bound=Note)


@dataclass(slots=True)
class Trace:
    """What is known of one host or client.

    Args:
        started: Whether it was started, or taken into the run.
        gated: Whether it waited at the start barrier.
        exited: How it ended.
        timed_out_s: When the run's timeout passed for it, in seconds since the run began.
        start_error: Why it, or its command, could not be started.
        cut_off: What came before the run ended it, where that was before the timeout; or how long it had,
            where the machine kept it from using that.
        notes: Its journal and its gate's notes, in order of arrival.
    """

    started: bool = False
    gated: bool = False
    exited: Exited | None = None
    timed_out_s: float | None = None
    start_error: str = ""
    cut_off: str = ""
    notes: list[Note] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether it ended by itself, or had all the time that it was given."""
        ended = self.exited is not None and not self.exited.stopped
        return ended or (self.timed_out_s is not None and not self.cut_off)

    @property
    def why_incomplete(self) -> str:
        """Why it is not known what it did to its end; empty where that is known, or where no reason is."""
        if self.start_error:
            return f"could not be started: {self.start_error}"
        return f"was cut off after {self.cut_off}" if self.cut_off else ""

    @property
    def was_cut_off(self) -> bool:
        """Whether the run ended it before it had all the time that it was given."""
        return self.exited is not None and self.exited.stopped and not self.is_complete

    def notes_of(self, kind: type[_Note], *, role: str) -> list[_Note]:
        """Its notes of one kind, in order of arrival."""
        return [note for note in self.notes if isinstance(note, kind) and note.role == role]

    def first(self, kind: type[_Note], *, role: str) -> _Note | None:
        """Its first note of one kind."""
        return next(iter(self.notes_of(kind, role=role)), None)


class Step(Protocol):
    """One step of the timeline."""

    @property
    def number(self) -> int:
        """From 1, as written."""

    @property
    def name(self) -> str:
        """What the report calls it."""

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of the hosts that it strikes."""

    @property
    def times(self) -> int:
        """How many times it comes."""


class Evidence(Protocol):
    """The record of one run.

    Every look-up answers from what was recorded and returns ``None`` where the record does not say.
    """

    @property
    def hosts(self) -> tuple[HostPlan, ...]:
        """The long-lived hosts."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The timeline."""

    @property
    def faults(self) -> tuple[FaultDone, ...]:
        """What was recorded of the timeline's steps."""

    @property
    def released(self) -> Released | None:
        """When the fleets were released; ``None`` if they never were."""

    @property
    def cut_short(self) -> bool:
        """Whether the run was interrupted, or ended by an error of the lab."""

    @property
    def variables(self) -> dict[str, str]:
        """The values of ``${...}`` for text that belongs to no client."""

    def fleet(self, name: str) -> tuple[ClientPlan, ...]:
        """The clients of one fleet."""

    def trace(self, host: str) -> Trace:
        """What is known of a host or client."""

    def lines(self, host: str, stream: str, *, holding: str = "") -> Iterator[str]:
        """The lines that a host wrote on ``stdout`` or ``stderr``.

        Args:
            host: Which host.
            stream: Which stream.
            holding: A text; lines without it may be left out, but for those that are cut.
        """

    def last_lines(self, host: str, stream: str, *, most: int = 1) -> tuple[str, ...]:
        """A host's last lines that are not blank, each cut where it is long."""

    def last_line(self, host: str, stream: str) -> str:
        """A host's last line that is not blank, cut where it is long; empty where there is none."""
        return "".join(self.last_lines(host, stream))

    def logs(self, host: str, *streams: str) -> tuple[str, ...]:
        """The files that keep what a host wrote; the file of events where it wrote nothing."""

    def table(self, host: str, moment: str) -> ProcessesSeen | None:
        """A host's process table at a planned moment."""

    def counters(self, host: str, moment: str) -> CountersSeen | None:
        """The counters of a host's kernel at a planned moment."""

    def sockets(self, host: str, moment: str) -> SocketsSeen | None:
        """A host's TCP connections at a planned moment."""

    def file(self, host: str, path: str) -> FileSeen | None:
        """What is known of a file on a host."""

    def connection(self, host: str, port: int, moment: str) -> ConnectionSeen | None:
        """How a connection to a port of a host went at a planned moment."""

    def covers(self, clock: float) -> bool:
        """Whether a moment of the lab's clock lies in the time that the question is limited to, if it is."""

    def clock_at(self, at_s: float) -> float | None:
        """The lab's clock at a moment of the run; ``None`` where no gate told it."""

    def stop(self, host: str) -> StopSeen | None:
        """How a host ended that was asked to stop."""

    def late_s(self, fleet: str | None = None) -> float:
        """How late the lab may have made the clients of a fleet, or of all fleets, in seconds.

        That is the latest release after its planned moment, as the gates report it, and the longest wait for
        a processor that others used, for a client and for its server. 0 where no gate reports.
        """

    def waited_s(self, client: ClientPlan) -> float | None:
        """Seconds from a client's release to the run's timeout, if it had not ended by then."""

    def elapsed_s(self, client: ClientPlan) -> float | None:
        """Seconds from a client's release to its end; without a gate, from its process's start."""

    def container_s(self, client: ClientPlan) -> float | None:
        """Seconds from a client's release until the run learned that its container had ended."""

    def elapsed_error_s(self, clients: tuple[ClientPlan, ...]) -> float:
        """How far :meth:`elapsed_s` and :meth:`span_s` may be from the truth; an engine's clock is coarse."""

    def skew_error_s(self, clients: tuple[ClientPlan, ...]) -> float:
        """The same for :meth:`skew_s`."""

    def waiting_s(self, client: ClientPlan) -> float | None:
        """Seconds from a client's connect call to the first reply in its journal."""

    def span_s(self, clients: tuple[ClientPlan, ...]) -> float | None:
        """Seconds from the first release to the last end; ``None`` unless one clock knows them all."""

    def skew_s(self, clients: tuple[ClientPlan, ...]) -> float | None:
        """Seconds between the first and the last client's start, each less its planned delay."""

    def release_skew_s(self, clients: tuple[ClientPlan, ...]) -> float | None:
        """The same between their releases; ``None`` unless a gate reports each of them."""
