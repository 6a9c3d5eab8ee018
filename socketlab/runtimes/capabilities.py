"""What a runtime may be able to do beyond starting and stopping hosts: a Protocol for each capability.

A capability is its Protocol and nothing else. Whether a runtime has one is asked of its methods, so that it
cannot claim what it lacks. Faults and observations name the Protocols that they need, and the plan refuses a
scenario on a runtime without them before anything starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from socketlab.events import FileSeen, ProcessRow
from socketlab.hosts.model import HostPlan, PlacedFile
from socketlab.hosts.sockets import SocketRow
from socketlab.runtimes.moves import AnswersNames, MovesHosts
from socketlab.runtimes.paths import ChangesLinks, CutsPaths, ShapesLinks
from socketlab.runtimes.usage import SamplesHosts


@runtime_checkable
class SeesProcesses(Protocol):
    """Reads a host's process table, zombies included."""

    def processes(self, host: HostPlan) -> tuple[ProcessRow, ...]:
        """The host's processes, without any that the reading itself needed."""


@runtime_checkable
class SeesCounters(Protocol):
    """Reads the counters that a host's kernel keeps of its network."""

    def counters(self, host: HostPlan) -> dict[str, int]:
        """Every counter, by the name that ``nstat`` gives it, such as ``TcpExtListenOverflows``."""


@runtime_checkable
class SeesSockets(Protocol):
    """Reads the TCP connections that a host's kernel keeps."""

    def sockets(self, host: HostPlan) -> tuple[SocketRow, ...]:
        """Every connection and every port that is listened on, whatever its state."""


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
    """Tries TCP connections to a host from another host of its network."""

    def prepare_connections(self, host: HostPlan) -> None:
        """Do beforehand what takes long, so that a connection is tried at its moment; safe to repeat."""

    def try_connection(self, host: HostPlan, port: int, *, timeout_s: float) -> Connection:
        """Connect to a port and close at once; nothing is sent."""


@runtime_checkable
class AsksToStop(Protocol):
    """Asks a host to stop, and leaves it at that."""

    def ask_to_stop(self, host: HostPlan) -> str:
        """Send a host its own stop signal, TERM unless it has another; the signal's name is returned."""


@runtime_checkable
class HandlesFiles(Protocol):
    """Puts files on a host and digests them."""

    def place(self, host: HostPlan, file: PlacedFile) -> FileSeen:
        """Put a file on a created host; its digest is returned (``at_s`` is 0)."""

    def digest(self, host: HostPlan, path: str) -> FileSeen:
        """Size and SHA-256 of a file on a host, or why they cannot be had (``at_s`` is 0)."""


@runtime_checkable
class Pauses(Protocol):
    """Stops all processes of a host where they are, and continues them."""

    def pause(self, host: HostPlan) -> None:
        """Stop them. A host that has ended, or is paused, is an error."""

    def resume_host(self, host: HostPlan) -> None:
        """Continue them; safe to repeat, and for a host that has ended."""


@runtime_checkable
class SendsSignals(Protocol):
    """Sends a signal to a host's first process."""

    def signal(self, host: HostPlan, name: str) -> None:
        """Send the signal of that name, without ``SIG``. A host that has ended is an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a host may use, all its processes together; 0 means no limit, ``None`` leaves it as it is.

    Args:
        cpus: Processors, in parts of one.
        memory_bytes: Memory, in bytes.
        pids: Processes and threads.
    """

    cpus: float | None = None
    memory_bytes: int | None = None
    pids: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptorsLimited:
    """The processes whose limit of open descriptors was changed.

    Args:
        processes: How many.
        before: The least and the greatest limit that they had.
    """

    processes: int
    before: tuple[int, int]


@runtime_checkable
class LimitsHosts(Protocol):
    """Changes the limits of a host that runs."""

    def limit(self, host: HostPlan, limits: Limits) -> Limits:
        """Change limits; safe to repeat, and for a host that has ended.

        Returns:
            What held before.

        Raises:
            LabError: when they cannot be changed, such as memory to less than is in use.
        """

    def limit_descriptors(self, host: HostPlan, number: int, *, key: str) -> DescriptorsLimited:
        """Change the soft limit of open descriptors of all processes of a host.

        Args:
            host: Where.
            number: The new limit of each process; at most its hard limit.
            key: Names the occasion, for the end of it.

        Raises:
            LabError: when no process has another limit afterwards.
        """

    def restore_descriptors(self, host: HostPlan, *, key: str) -> int:
        """Give processes back the limits that they had.

        Returns:
            How many processes; none for a host that has ended, and the second time.
        """


@runtime_checkable
class Restarts(Protocol):
    """Takes a host down and brings it back with its files; no ``Ended`` is reported for it."""

    def take_down(self, host: HostPlan, *, grace_s: float) -> str:
        """Stop it for a while, as the verb ``stop``; it returns the same."""

    def bring_back(self, host: HostPlan) -> None:
        """Start it again; its output is followed from its first byte."""


@runtime_checkable
class Executes(Protocol):
    """Runs a command on a host."""

    def execute(self, host: HostPlan, command: tuple[str, ...]) -> tuple[int, bytes]:
        """Run it to its end; its exit status and all it wrote.

        Raises:
            LabError: when the program is missing or cannot be executed: then nothing ran.
        """

    def launch(self, host: HostPlan, command: tuple[str, ...]) -> None:
        """Start it, and return as soon as it runs; it ends with its host, and its output is dropped.

        Raises:
            LabError: as :meth:`execute`.
        """


@runtime_checkable
class Fetches(Protocol):
    """Sends HTTP requests to a host from inside its own network."""

    def fetch(
        self, host: HostPlan, port: int, path: str, *, wanted: range, within_s: float
    ) -> tuple[int, str]:
        """Ask until the status is a wanted one or the time is over.

        Returns:
            The last status, or 0 and why there was none.

        Raises:
            LabError: when nothing can ask there.
        """


CAPABILITIES: dict[type, str] = {
    SeesProcesses: "processes",
    SeesCounters: "counters",
    SeesSockets: "sockets",
    HandlesFiles: "files",
    SendsSignals: "signals",
    Pauses: "pauses",
    LimitsHosts: "limits",
    Restarts: "restarts",
    Executes: "commands",
    TriesConnections: "connections",
    Fetches: "requests",
    AsksToStop: "stops",
    SamplesHosts: "samples",
    ShapesLinks: "links",
    CutsPaths: "cuts",
    ChangesLinks: "link changes",
    AnswersNames: "names",
    MovesHosts: "address changes",
}
"""Every capability, and its word in messages."""


def capabilities_of(runtime: object) -> frozenset[type]:
    """The capabilities whose every method the runtime has; one inherited from the Protocol is none."""
    return frozenset(
        capability
        for capability in CAPABILITIES
        if all(
            callable(getattr(runtime, verb, None)) and getattr(type(runtime), verb, None) is not method
            for verb, method in vars(capability).items()
            if not verb.startswith("_")
        )
    )
