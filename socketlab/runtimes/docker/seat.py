"""The place of a host on its network: its address, which may change while it runs."""

from __future__ import annotations

from typing import Any

from socketlab.errors import LabError
from socketlab.hosts.model import HostPlan
from socketlab.runtimes.docker.engine import translated


class Seat:
    """The place of one host on the run's own network.

    Args:
        api: The engine's client.
        container: The host's container.
        host: The host.
        addresses: All addresses that it may have.
    """

    def __init__(self, api: Any, container: str, host: HostPlan, addresses: tuple[str, ...]) -> None:
        self._api = api
        self._container = container
        self._host = host
        self._addresses = addresses
        self.before = ""
        """The address that it had, while it is off its network."""

    @property
    def movable(self) -> bool:
        """Whether it may have more than one address."""
        return len(self._addresses) > 1

    def address(self) -> str:
        """The address that the host has now.

        Raises:
            LabError: when it has none.
        """
        with translated(f'look for the address of "{self._host.name}"'):
            networks = self._api.inspect_container(self._container)["NetworkSettings"]["Networks"]
        address = str(networks.get(self._host.networks[0], {}).get("IPAddress", ""))
        if not address:
            raise LabError(f'"{self._host.name}" has no address')
        return address

    def leave(self) -> None:
        """Take the host off its network, while it runs."""
        before = self.address()
        self._other(before)
        with translated(f'take "{self._host.name}" off its network'):
            self._api.disconnect_container_from_network(self._container, self._host.networks[0])
        self.before = before

    def join(self) -> tuple[str, str]:
        """Put the host on its network again.

        Returns:
            The address that it had before, and the one that it has.
        """
        if not self.before:
            return self.address(), self.address()
        before, after = self.before, self._other(self.before)
        with translated(f'give "{self._host.name}" the address {after}'):
            self._api.connect_container_to_network(
                self._container, self._host.networks[0], ipv4_address=after
            )
        self.before = ""
        return before, after

    def _other(self, address: str) -> str:
        other = next((each for each in self._addresses if each != address), None)
        if other is None:
            raise LabError(f'"{self._host.name}" has no other address planned')
        return other
