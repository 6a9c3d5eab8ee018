"""The interface of every fault: the plan and the player never ask which fault they hold."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, Self, TypeVar, runtime_checkable

from socketlab.errors import LabError
from socketlab.hosts.model import HostPlan
from socketlab.language.kinds import Kind
from socketlab.language.selectors import Selectors
from socketlab.links.model import Conditions, LinksPlan, Route
from socketlab.runtimes.api import Runtime
from socketlab.runtimes.capabilities import CAPABILITIES

_Capability = TypeVar("_Capability")


class Notices(Protocol):
    """What a fault reports to the player while it is carried out; safe to call from any thread."""

    def down(self, host: HostPlan) -> None:
        """The host is about to be taken down: until it is up again, its end does not count as its own."""

    def still_up(self, host: HostPlan) -> None:
        """The host could not be taken down: it counts as running."""

    def returning(self, host: HostPlan) -> None:
        """The host is about to be started again: an end that is reported now may be that of the start."""

    def up(self, host: HostPlan) -> None:
        """The host runs again: apply to it what held before."""

    def lost(self, host: HostPlan, message: str) -> None:
        """The host could not be started again; this ends the run."""

    def killed(self, host: HostPlan, signal: str, grace_s: float) -> None:
        """The host did not end by its stop signal, and was killed when its grace period was over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """One occasion on which a fault is injected or undone.

    Args:
        runtime: What the hosts run on.
        hosts: The hosts that the plan chose: one, unless the fault acts on all of them together; none for a
            fault on paths.
        notices: Reports to the player which hosts go down and come back.
        routes: The paths that the plan chose, for a fault on paths.
        key: Distinguishes the occasions of a run; the same when one is undone.
    """

    runtime: Runtime
    hosts: tuple[HostPlan, ...]
    notices: Notices
    routes: tuple[Route, ...] = ()
    key: str = ""

    def capability(self, wanted: type[_Capability]) -> _Capability:
        """The runtime as what the fault needs.

        Raises:
            LabError: when the runtime lacks it; the plan refuses such a run before it begins.
        """
        if not isinstance(self.runtime, wanted):
            word = CAPABILITIES.get(wanted, wanted.__name__)
            raise LabError(f'{self.runtime.name} lacks the capability "{word}"')
        return self.runtime


class Fault(Kind):
    """A fault: what is injected, into hosts or into the paths between them.

    Attributes:
        needs: The capabilities without which it cannot be injected.
        strikes_clients: Whether clients may be its targets.
        together: Whether it acts on all its targets at once; otherwise each is struck separately, all at the
            same time, so that one that cannot be struck does not keep the fault from the others.
        ends_with_host: Whether one that lasts need not be undone before hosts are removed.
    """

    needs: ClassVar[tuple[type, ...]] = ()
    strikes_clients: ClassVar[bool] = True
    together: ClassVar[bool] = False
    ends_with_host: ClassVar[bool] = True

    @property
    @abstractmethod
    def subject(self) -> str:
        """What it acts on, as the scenario has it: the rest of the step's name."""

    @property
    def selectors(self) -> tuple[str, ...]:
        """The selectors of the hosts that it acts on; none for a fault on paths."""
        return ()

    @property
    def ends_host(self) -> bool:
        """Whether a host may end by it: then that end is not a finding about the program."""
        return False

    def with_variables(self, variables: Mapping[str, str]) -> Self:
        """The fault with ``${...}`` filled in."""
        del variables
        return self

    @abstractmethod
    def apply(self, strike: Strike) -> str:
        """Inject the fault.

        Returns:
            What was done, or what came back, for the record.

        Raises:
            LabError: when it could not be injected.
        """


class HostFault(Fault):
    """A fault that is injected into hosts.

    Args:
        host: Which hosts and clients, as selectors.
    """

    host: Selectors

    @property
    def selectors(self) -> tuple[str, ...]:
        """As written."""
        return self.host

    @property
    def subject(self) -> str:
        """The selectors."""
        return ", ".join(self.host)


@runtime_checkable
class Prepares(Protocol):
    """A fault whose targets must be planned for it."""

    def prepare(self, host: HostPlan) -> HostPlan:
        """The host as it must be for the fault; safe to repeat."""


@runtime_checkable
class PutsConditions(Protocol):
    """A fault that puts conditions of its own on paths."""

    def conditions(self, routes: tuple[Route, ...], links: LinksPlan) -> tuple[Conditions, ...]:
        """What it puts in force, once for each pair of hosts.

        Raises:
            InvalidInput: when that does not fit what was declared.
        """


@runtime_checkable
class ByRouter(Protocol):
    """A fault that the run's router carries out, although it acts on no paths."""

    @property
    def asks_router(self) -> bool:
        """Whether the router has to answer for the names of hosts."""

    @property
    def moves_hosts(self) -> bool:
        """Whether each of its targets needs a second address."""

    @property
    def moved_network(self) -> str:
        """The network whose NAT needs a second address; empty for none."""

    def require(self, links: LinksPlan) -> None:
        """Refuse what does not fit the links of the run.

        Raises:
            InvalidInput: when something is named that is not there.
        """


@runtime_checkable
class Lasting(Protocol):
    """A fault that persists after it was injected, until it is undone or its host is removed."""

    @property
    def lasts_s(self) -> float | None:
        """Seconds until it is to be undone; ``None`` for a fault that lasts to the end."""

    def undo(self, strike: Strike) -> str:
        """Undo the fault; safe to repeat.

        Returns:
            What was done, for the record.

        Raises:
            LabError: when it could not be undone.
        """
