"""The runtime's side of the seam: a Protocol of small verbs; ``capabilities`` has what is beyond them.

The player owns order, deadlines, retries and teardown. A runtime does one thing when told, may be told
from several threads at once, and reports what hosts do through the one ``sink`` it was opened with.
Every verb raises :class:`~socketlab.errors.LabError` and nothing else.

For each host the signals come in this order: any number of :class:`Output`, then one :class:`Ended`, or one
:class:`Lost` where it cannot be known how the host ended.
No output follows the end of a host.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from socketlab.hosts.model import NONCE, STDERR, VARIABLE, HostPlan, NetworkPlan, Surroundings
from socketlab.links.model import LinksPlan
from socketlab.record.credentials import Credentials


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A host is out of reach: the engine does not answer, or the host was removed by something else.

    Args:
        host: Its name; empty where all of them are out of reach.
        reason: The engine's answer, or that there was none.
    """

    host: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksLost:
    """The conditions of links are not in force any more.

    Args:
        reason: What happened.
    """

    reason: str


Signal = Output | Ended | Lost | LinksLost
Sink = Callable[[Signal], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTicket:
    """What a runtime has to know of a run as a whole.

    Args:
        run: Its id.
        labels: What everything made for it must carry, beside the host's own.
        lifetime_s: After this the run cannot be alive; warm clients end its jobs by then.
        links: Where its hosts are, where its links have conditions.
        credentials: The secrets of its hosts, by name. A gate gets its own from the player, with the
            release.
    """

    run: str
    labels: dict[str, str]
    lifetime_s: float
    credentials: Mapping[str, Credentials] = field(default_factory=dict, repr=False)
    links: LinksPlan | None = None

    def journal_settings(self, host: HostPlan) -> tuple[dict[str, str], dict[str, str]]:
        """Environment variables that make a host keep a journal.

        Returns:
            Those that the host's own settings outrank, and those that outrank them.
        """
        if not host.keeps_journal:
            return {}, {}
        nonce = self.credentials.get(host.name, Credentials()).nonce if host.shows_nonce else ""
        return {VARIABLE: STDERR}, {NONCE: nonce}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a host is: whether it runs."""

    running: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """Something of a run that is still there.

    Args:
        kind: ``container``, ``network``, ``volume``, or ``job`` for one on a warm client.
        name: What people call it.
        run: The run it belongs to.
        scenario: The scenario that was played.
        owner_alive: Whether the process that plays the run still lives, as far as can be told.
        handle: The runtime's own name for it.
        kept: Whether its run was to leave it in place.
    """

    kind: str
    name: str
    run: str
    scenario: str
    owner_alive: bool
    handle: str
    kept: bool = False


class Runtime(Protocol):
    """What every runtime can do."""

    @property
    def name(self) -> str:
        """What the user calls it."""

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
        """Make a network of the run on the first of its subnets that is free; the subnet is returned."""

    def standing_nonce(self, host: HostPlan) -> str:
        """What a host of the standing lab puts into each note of its journal; empty for all other hosts."""
        del host
        return ""

    def create(self, host: HostPlan) -> None:
        """Make a host without starting it; its output is followed from its first byte."""

    def start(self, host: HostPlan) -> str:
        """Start a created host; its address is returned."""

    def send(self, host: HostPlan, content: bytes, *, close: bool) -> None:
        """Write to a host's standard input and, if asked, end it there."""

    def status(self, host: HostPlan) -> Status:
        """How a created host is now."""

    def stop(self, host: HostPlan, *, grace_s: float) -> str:
        """End a host: with TERM, after ``grace_s`` seconds with KILL. It may have ended already.

        Returns:
            Where it had to be killed after a grace period, the signal that it ignored, without ``SIG``;
            otherwise nothing.
        """

    def remove(self, host: HostPlan) -> None:
        """Remove a host and all that belongs to it. It may be removed already."""

    def remove_network(self) -> None:
        """Remove the run's networks. They may be removed already; one in use is an error."""

    def leftovers(self, run: str | None, *, jobs: bool = True) -> tuple[Leftover, ...]:
        """What is still there of one run, or of all.

        Args:
            run: The run; ``None`` for all.
            jobs: Whether to ask for jobs on warm clients too, which takes longer than the rest.
        """

    def sweep(self, leftovers: tuple[Leftover, ...]) -> None:
        """Remove leftovers, containers first."""

    def close(self) -> None:
        """Release connections and threads; hosts are not touched. A second time does nothing."""
