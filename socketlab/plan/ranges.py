"""Addresses of the subnets of a compose file: those that are chosen there, and free ones for all others."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from socketlab.errors import InvalidInput
from socketlab.spec.file_networks import Pool

_SMALLEST_PREFIX = 24
"""Of a subnet that is only known by addresses in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The addresses of a network.

    Args:
        network: What the compose file calls it.
        subnet: All of them; empty for a subnet that the runtime chooses.
        first: The number of the first one that may be taken without a choice.
        after: The number after the last one.
        gateway: The gateway's address; empty where the runtime chooses the subnet.
        reserved: The numbers that no host takes.
    """

    network: str
    subnet: str
    gateway: str
    first: int
    after: int
    reserved: frozenset[int]

    def number(self, address: str, *, source: str) -> int:
        """The number of an address in the subnet.

        Raises:
            InvalidInput: when it is not in it, or no host may have it.
        """
        inside = ipaddress.ip_address(address) in ipaddress.ip_network(self.subnet)
        number = int(ipaddress.ip_address(address)) - int(ipaddress.ip_network(self.subnet)[0])
        if not inside:
            message = f'"{address}" is not in {self.subnet}, the subnet of the network "{self.network}"'
            raise InvalidInput(message, hint="choose an address of it", source=source)
        if number in self.reserved:
            message = f'"{address}" is reserved on the network "{self.network}": no host can have it'
            raise InvalidInput(message, hint="choose another address, or another gateway", source=source)
        return number

    def free(self, taken: frozenset[int]) -> Iterator[int]:
        """The numbers that may be taken without a choice, in order."""
        used = self.reserved | taken
        return (number for number in range(self.first, self.after) if number not in used)

    def last_free(self, taken: frozenset[int]) -> int:
        """The highest number that is free; -2 where there is none."""
        last = ipaddress.ip_network(self.subnet).num_addresses - 2
        used = self.reserved | taken
        return next((number for number in range(last, 0, -1) if number not in used), -2)


def range_of(network: str, pool: Pool) -> Range:
    """The addresses of a network with a subnet of its own.

    The gateway is the first one that may be taken where the file does not say, as with the engine.

    Source: libnetwork, ``network.go``, ``ipamAllocateVersion``; seen with engine 20.10.
    """
    subnet = ipaddress.ip_network(str(pool.subnet))
    part = ipaddress.ip_network(pool.ip_range or str(pool.subnet))
    start = int(subnet[0])
    first = int(part[0]) - start
    auxiliary = {int(ipaddress.ip_address(address)) - start for address in pool.aux_addresses.values()}
    usable = (
        number for number in range(max(1, first), first + part.num_addresses) if number not in auxiliary
    )
    gateway = pool.gateway or str(subnet[next(usable, 1)])
    reserved = {int(ipaddress.ip_address(gateway)) - start, *auxiliary}
    return Range(
        network=network,
        subnet=str(subnet),
        gateway=gateway,
        first=first,
        after=first + part.num_addresses,
        reserved=frozenset(reserved | {0, subnet.num_addresses - 1}),
    )


def open_range(network: str, *, hosts: int) -> Range:
    """The addresses of a network whose subnet is chosen when it is made: large enough, the gateway first."""
    return Range(network=network, subnet="", gateway="", first=2, after=2 + hosts, reserved=frozenset())


def around(addresses: list[str]) -> str:
    """The smallest subnet of IPv4, from a /24 on, that has all of these addresses."""
    numbers = [int(ipaddress.IPv4Address(address)) for address in addresses]
    prefix = min(_SMALLEST_PREFIX, 32 - (min(numbers) ^ max(numbers)).bit_length())
    return str(ipaddress.ip_network(f"{addresses[0]}/{prefix}", strict=False))


def local_subnet_v6(name: str) -> str:
    """A subnet of local IPv6 addresses for a network, which follows from its name.

    Source: RFC 4193, section 3.1: fd00::/8, 40 bits that are likely unique, 16 bits of subnet.
    """
    bits = hashlib.sha256(name.encode()).digest()[:7]
    return str(ipaddress.IPv6Network((b"\xfd" + bits + bytes(8), 64)))
