"""The runtime's side of the seam: a Protocol of small verbs, and a Protocol for each power.

The engine owns order, deadlines, retries and teardown. A runtime does one thing when told, may be told
from several threads at once, and reports what hosts do through the one ``sink`` it was opened with.
Every verb raises :class:`~socketlab.errors.LabError` and nothing else.

For each host the signals come in this order: any number of :class:`Output`, then one :class:`Ended`.
No output follows the end: whoever has seen it has seen everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from socketlab.events import FileSeen, ProcessRow
from socketlab.hosts.model import HostPlan, NetworkPlan, PlacedFile, Power, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Bytes that a host wrote, as they came: a line may be split over several."""

    host: str
    stream: Literal["stdout", "stderr"]
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A host ended by itself or was stopped.

    Args:
        host: Its name.
        code: Its exit status; ``None`` when it cannot be known.
        out_of_memory: Whether its memory limit ended it.
        ran: When its first process began and ended, in seconds on the runtime's wall clock; given
            for hosts without a gate, which do not report it themselves.
    """

    host: str
    code: int | None
    out_of_memory: bool = False
    ran: tuple[float, float] | None = None


Signal = Output | Ended
Sink = Callable[[Signal], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTicket:
    """What a runtime has to know of a run as a whole.

    Args:
        run: Its id.
        labels: What everything made for it must carry, beside the host's own.
        lifetime_s: After this the run cannot be alive; warm clients end its jobs by then.
    """

    run: str
    labels: dict[str, str]
    lifetime_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a host is: whether it runs."""

    running: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """Something of a run that is still there.

    Args:
        kind: ``container``, ``network``, or ``job`` for one on a warm client.
        name: What people call it.
        run: The run it belongs to.
        scenario: The scenario that was played.
        owner_alive: Whether the process that plays the run still lives, as far as can be told.
        handle: The runtime's own name for it.
    """

    kind: str
    name: str
    run: str
    scenario: str
    owner_alive: bool
    handle: str


class Runtime(Protocol):
    """What every runtime can do."""

    @property
    def name(self) -> str:
        """What the user calls it."""

    @property
    def powers(self) -> frozenset[Power]:
        """What it can do beyond the verbs here."""

    def surroundings(self, images: frozenset[str]) -> Surroundings:
        """What the planner needs to know of it now.

        Args:
            images: The images that the scenario may need.
        """

    def describe(self) -> dict[str, Any]:
        """Engine, kernel and machine, for the record."""

    def open(self, ticket: RunTicket, sink: Sink) -> None:
        """Begin a run; all signals go to ``sink`` from now on, from any thread."""

    def add_network(self, network: NetworkPlan) -> str:
        """Make the run's network on the first of its subnets that is free; the subnet is returned."""

    def create(self, host: HostPlan) -> None:
        """Make a host without starting it; its output is followed from its first byte."""

    def start(self, host: HostPlan) -> str:
        """Start a created host; its address is returned."""

    def send(self, host: HostPlan, content: bytes, *, close: bool) -> None:
        """Write to a host's standard input and, if asked, end it there."""

    def status(self, host: HostPlan) -> Status:
        """How a created host is now."""

    def stop(self, host: HostPlan, *, grace_s: float) -> None:
        """End a host: politely, then after ``grace_s`` seconds by force. One that ended is no error."""

    def remove(self, host: HostPlan) -> None:
        """Remove a host and all that is its own. One that is gone is no error."""

    def remove_network(self) -> None:
        """Remove the run's network. One that is gone is no error; one still in use is."""

    def leftovers(self, run: str | None) -> tuple[Leftover, ...]:
        """What is still there of one run, or of all."""

    def sweep(self, leftovers: tuple[Leftover, ...]) -> None:
        """Remove leftovers, containers first."""

    def close(self) -> None:
        """Release connections and threads; hosts are not touched. A second time does nothing."""


@runtime_checkable
class SeesProcesses(Protocol):
    """The power to read a host's process table, zombies included."""

    def processes(self, host: HostPlan) -> tuple[ProcessRow, ...]:
        """The host's processes, without any that the reading itself needed."""


@runtime_checkable
class SeesCounters(Protocol):
    """The power to read the counters that a host's kernel keeps of its network."""

    def counters(self, host: HostPlan) -> dict[str, int]:
        """Every counter, by the name that ``nstat`` gives it, such as ``TcpExtListenOverflows``."""


ConnectionOutcome = Literal["connected", "refused", "timed out", "unreachable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How a connection that was tried went.

    Args:
        outcome: Accepted; refused by the host; no answer in time; or no way to the host.
        took_s: Seconds until that was known.
    """

    outcome: ConnectionOutcome
    took_s: float


@runtime_checkable
class TriesConnections(Protocol):
    """The capability to try a TCP connection to a host from another host of its network."""

    def prepare_connections(self, host: HostPlan) -> None:
        """Do beforehand what takes long, so that a connection is tried at its moment; safe to repeat."""

    def try_connection(self, host: HostPlan, port: int, *, timeout_s: float) -> Connection:
        """Connect to a port and close at once; nothing is sent."""


@runtime_checkable
class AsksToStop(Protocol):
    """The capability to ask a host to stop, and leave it at that."""

    def ask_to_stop(self, host: HostPlan) -> str:
        """Send a host its own stop signal, TERM unless it has another; the signal's name is returned."""


@runtime_checkable
class HandlesFiles(Protocol):
    """The power to put files on a host and to digest them."""

    def place(self, host: HostPlan, file: PlacedFile) -> FileSeen:
        """Put a file on a created host; its digest is returned (``at_s`` is 0)."""

    def digest(self, host: HostPlan, path: str) -> FileSeen:
        """Size and SHA-256 of a file on a host, or why they cannot be had (``at_s`` is 0)."""


@runtime_checkable
class SendsSignals(Protocol):
    """The power to send a signal to a host's first process."""

    def signal(self, host: HostPlan, name: str) -> None:
        """Send the signal of that name, without ``SIG``. A host that has ended is an error."""


@runtime_checkable
class Restarts(Protocol):
    """The power to take a host down and bring it back with its files; no ``Ended`` tells of it."""

    def take_down(self, host: HostPlan, *, grace_s: float) -> None:
        """End it for a while: politely, then after ``grace_s`` seconds by force."""

    def bring_back(self, host: HostPlan) -> None:
        """Start it again; its output is followed from its first byte."""


@runtime_checkable
class Executes(Protocol):
    """The power to run a command on a host."""

    def execute(self, host: HostPlan, command: tuple[str, ...]) -> tuple[int, bytes]:
        """Run it to its end; its exit status and all it wrote."""
