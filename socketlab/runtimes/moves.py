"""What a runtime may be able to do to names and addresses: two capabilities, each its Protocol."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from socketlab.hosts.model import HostPlan
from socketlab.links.names import NameChange


@runtime_checkable
class AnswersNames(Protocol):
    """Answers for the names of hosts, by the router between their networks."""

    def change_names(self, change: NameChange) -> None:
        """Give other answers; the router ends it by itself when its time is over.

        Raises:
            LabError: when the router does not answer, or does not answer for names in this run.
        """

    def restore_names(self, key: str) -> dict[str, int]:
        """Give the usual answers again.

        Returns:
            The queries that were affected, by the key of the change; nothing for one that was ended before.

        Raises:
            LabError: as :meth:`change_names`.
        """


@runtime_checkable
class MovesHosts(Protocol):
    """Gives hosts and NATs other addresses."""

    def leave_network(self, host: HostPlan) -> str:
        """Take a host off its network while it runs; the address that it had is returned.

        Raises:
            LabError: when it is off already, has ended, or has no other address planned.
        """

    def join_network(self, host: HostPlan) -> str:
        """Put a host on its network again, with its other address; that is returned. Safe to repeat."""

    def move_nat(self, network: str) -> tuple[str, str]:
        """Give the NAT of a network its other address; it forgets its connections.

        Args:
            network: What the scenario calls it.

        Returns:
            The address that it had, and the one that it has.

        Raises:
            LabError: when the router does not answer.
        """
