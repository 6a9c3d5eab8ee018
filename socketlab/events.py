"""What leaves a run: frozen values, one JSON object a line, nothing else.

Each event says when it was recorded, in seconds since the run began. What hosts say of themselves
(their journals, the gate) comes as :class:`Noted`, with the lab's own clock inside: the one that all
containers of a kernel share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

SCHEMA = 1
"""Version of the events' shape; goes up when a reader of the old one would misread the new."""

LONGEST_TEXT = 1 << 16
"""Characters of each text in an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened.

    Args:
        at_s: Seconds since the run began.
    """

    kind: ClassVar[str] = ""
    __pydantic_config__: ClassVar[Mapping[str, Any]] = {
        "strict": True,
        "str_max_length": LONGEST_TEXT,
        "allow_inf_nan": False,
    }
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Began(Event):
    """The header: which run this is, and the one wall time (UTC, ISO 8601) from which all others count."""

    kind: ClassVar[str] = "began"
    schema: int = SCHEMA
    run: str
    scenario: str
    cell: dict[str, str]
    seed: int
    wall: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMade(Event):
    """A network of the run's own was created; ``nat``: what others see of its hosts, behind a NAT."""

    kind: ClassVar[str] = "network-made"
    network: str
    subnet: str
    declared: str = ""
    nat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Event):
    """A host or client was started; one of the standing lab was taken into the run."""

    kind: ClassVar[str] = "started"
    host: str
    placement: str
    address: str
    gated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StartFailed(Event):
    """A host, a client or its command could not be started, or not started again; this ended the run."""

    kind: ClassVar[str] = "start-failed"
    host: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready(Event):
    """A host is ready, or a client waits at its gate; ``how`` is the strategy that found out."""

    kind: ClassVar[str] = "ready"
    host: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Event):
    """The clients were released, for this moment of the lab's clock (``None`` without a gated client)."""

    kind: ClassVar[str] = "released"
    clients: int
    clock: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Event):
    """A host's own observation: a line of its journal, or of its gate."""

    kind: ClassVar[str] = "noted"
    host: str
    note: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exited(Event):
    """A host or client ended.

    Args:
        code: Its exit status; ``None`` where that is unknown.
        out_of_memory: Whether its memory limit ended it.
        stopped: Whether the run ended it: at its timeout, at an interruption, or when all was over.
        ran: When its first process began and ended, in seconds of the engine's wall clock, where the runtime
            knows; a client with a gate reports more exact times itself.
        took_s: A client's time: from its release to its program's end by its gate, or the length of ``ran``.
        container_s: For a client with a gate, the time until the run learned that its container had ended.
    """

    kind: ClassVar[str] = "exited"
    host: str
    code: int | None
    out_of_memory: bool = False
    stopped: bool = False
    ran: tuple[float, float] | None = None
    took_s: float | None = None
    container_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedOut(Event):
    """A client had not ended when the run's timeout passed."""

    kind: ClassVar[str] = "timed-out"
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOff(Event):
    """A client was ended before its time, after ``why``: what it would have done is not known."""

    kind: ClassVar[str] = "cut-off"
    host: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed(Event):
    """A host did not end by its stop signal, and was killed when its grace period was over.

    Args:
        signal: The stop signal's name without ``SIG``.
        after_s: The grace period, in seconds.
    """

    kind: ClassVar[str] = "killed"
    host: str
    signal: str
    after_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRow:
    """One row of a host's process table; numbers as the host itself sees them.

    Args:
        descriptors: Open file descriptors, of the first process only and where they may be read.
    """

    pid: int
    parent: int
    name: str
    state: str
    threads: int
    descriptors: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessesSeen(Event):
    """A host's process table at a moment; ``rows`` is ``None`` where it could not be read."""

    kind: ClassVar[str] = "processes-seen"
    host: str
    moment: str
    rows: tuple[ProcessRow, ...] | None
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountersSeen(Event):
    """The counters of a host's kernel at a moment; ``None`` where they could not be read."""

    kind: ClassVar[str] = "counters-seen"
    host: str
    moment: str
    counters: dict[str, int] | None
    trouble: str = ""


_NOT_A_FILE = ("not a file", "is a directory")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen(Event):
    """A file's size and SHA-256, or why it could not be read; ``missing`` where there is none."""

    kind: ClassVar[str] = "file-seen"
    host: str
    path: str
    size: int | None = None
    sha256: str | None = None
    trouble: str = ""
    missing: bool = False

    @property
    def is_there(self) -> bool | None:
        """Whether there is such a file or directory; ``None`` where that is unknown."""
        if self.missing or self.trouble.startswith("no such file"):
            return False
        return True if self.size is not None or self.trouble in _NOT_A_FILE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionSeen(Event):
    """A connection to a port of a host was tried from another host, at a moment.

    Args:
        outcome: ``connected``, ``refused``, ``timed out`` or ``unreachable``; ``None`` where it could not
            be tried.
        took_s: Seconds until that was known.
    """

    kind: ClassVar[str] = "connection-seen"
    host: str
    moment: str
    port: int
    outcome: str | None
    took_s: float | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSeen(Event):
    """A host was asked to stop, by its stop signal.

    Args:
        signal: The signal's name without ``SIG``.
        waited_s: Seconds that its end was waited for, at most.
        took_s: Seconds until it had ended; ``None`` if it had not by then.
        error_s: By how much that may be too long: how long it took to send the signal.
        code: Its exit status, where it ended and that is known.
    """

    kind: ClassVar[str] = "stop-seen"
    host: str
    signal: str
    waited_s: float
    took_s: float | None = None
    error_s: float = 0.0
    code: int | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultDone(Event):
    """A step was played, or undone; ``trouble`` says why it was not. A fault on paths has no ``host``."""

    kind: ClassVar[str] = "fault-done"
    step: int
    name: str
    host: str
    detail: str = ""
    trouble: str = ""
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubled(Event):
    """A lab error ended the run."""

    kind: ClassVar[str] = "troubled"
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted(Event):
    """The run was asked to stop."""

    kind: ClassVar[str] = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned(Event):
    """What the run made was removed; ``left`` names what could not be."""

    kind: ClassVar[str] = "cleaned"
    left: tuple[str, ...] = ()
