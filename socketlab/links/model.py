"""The links of a run, decided: who is on which network, and the conditions between hosts by direction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

Distribution = Literal["uniform", "normal"]

ROUTER_IMAGE = "socketlab/router"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What happens to the packets of one direction; 0 where something is not asked for.

    Args:
        delay_s: One way.
        jitter_s: How far the delay varies.
        distribution: ``uniform`` within the jitter, or ``normal`` with the jitter as standard deviation.
        loss_ratio: Share of packets lost; in a burst model, between bursts.
        bad_loss_ratio: Share lost during a burst.
        enter_ratio: Probability at each packet that a burst begins.
        leave_ratio: Probability at each packet that it ends.
        rate_bit_s: Bits a second.
        burst_bytes: What passes at once at full speed.
        limit_bytes: What waits in the queue, at most.
        duplicate_ratio: Share of packets that arrive twice.
        reorder_ratio: Share of packets that are not delayed.
        corrupt_ratio: Share of packets with a bit error.
        mtu_bytes: The largest IP packet.
    """

    delay_s: float = 0.0
    jitter_s: float = 0.0
    distribution: Distribution = "uniform"
    loss_ratio: float = 0.0
    bad_loss_ratio: float = 0.0
    enter_ratio: float = 0.0
    leave_ratio: float = 0.0
    rate_bit_s: int = 0
    burst_bytes: int = 0
    limit_bytes: int = 0
    duplicate_ratio: float = 0.0
    reorder_ratio: float = 0.0
    corrupt_ratio: float = 0.0
    mtu_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPlan:
    """One direction between two groups of hosts, with conditions.

    Args:
        source: The names of the senders.
        destination: The names of the receivers.
        conditions: What happens to each sender's packets to each receiver; a rate is each pair's own.
    """

    source: tuple[str, ...]
    destination: tuple[str, ...]
    conditions: Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One direction between two groups of hosts.

    Args:
        source: The names of the senders.
        destination: The names of the receivers.
    """

    source: tuple[str, ...]
    destination: tuple[str, ...]

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """Each sender with each receiver, other than itself."""
        return ((one, other) for one in self.source for other in self.destination if one != other)


CutKind = Literal["drop", "refuse", "refuse-new", "reset"]
"""What happens to packets: they are lost; they are refused, by a TCP reset or an ICMP message; only the first
packet of a TCP connection is refused; or only packets of older TCP connections are, by a reset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Paths that are cut, for a time at most.

    Args:
        key: What it is mended by.
        routes: The paths.
        kind: What happens to their packets.
        lasts_s: When it ends by itself, whatever becomes of the player: seconds from now.
    """

    key: str
    routes: tuple[Route, ...]
    kind: CutKind
    lasts_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A host's place on a network.

    Args:
        network: The runtime's name for the network.
        number: Which address of the network it is.
    """

    network: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a host is.

    Args:
        network: The runtime's name for its network, the first one where it is on several.
        number: Which address of that network it has.
        names: All of its names.
        spare: Which address of that network a fault gives it, in turns with the other; 0 for none.
        more: Its places on further networks.
    """

    network: str
    number: int
    names: tuple[str, ...]
    spare: int = 0
    more: tuple[Seat, ...] = ()

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Every address that it may have: the one that it starts with is the first."""
        own = (Seat(network=self.network, number=number) for number in (self.number, self.spare) if number)
        return (*own, *self.more)

    @property
    def networks(self) -> tuple[str, ...]:
        """The networks that it is on."""
        return (self.network, *(seat.network for seat in self.more))


@dataclass(frozen=True, slots=True, kw_only=True)
class NatPlan:
    """The NAT that hosts are behind.

    Args:
        networks: The runtime's names of their networks.
        address: What other hosts see instead of theirs.
        spare: The address that a fault gives it, in turns with the other.
        declared: What the scenario calls the network behind it.
    """

    networks: tuple[str, ...]
    address: str
    spare: str = ""
    declared: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that it may have."""
        return tuple(filter(None, (self.address, self.spare)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksPlan:
    """The links of a run.

    Args:
        networks: The runtime's names of the networks that the router joins, in the order of their making.
        paths: The directions with conditions; no two of them have a pair of hosts in common.
        locations: Where each host is, by its name.
        shaper: ``netem`` or ``fallback`` where one is forced; empty for the better of what the kernel has.
        thorough: Whether each condition is measured with thousands of probes.
        seed: What random losses and delays follow from, where the fallback draws them.
        nats: The NATs.
        resolver: Whether the router answers for the names of the hosts, which otherwise each host knows.
        declared: What the scenario calls the whole that each network is a part of, by the network's name.
    """

    networks: tuple[str, ...]
    paths: tuple[PathPlan, ...]
    locations: dict[str, Location]
    shaper: str = ""
    seed: str = ""
    thorough: bool = False
    nats: tuple[NatPlan, ...] = ()
    resolver: bool = False
    declared: dict[str, str] = field(default_factory=dict)

    def nats_of(self, host: str) -> tuple[NatPlan, ...]:
        """The NATs of a host's networks: more than one only where it is on several."""
        networks = self.locations[host].networks
        return tuple(nat for nat in self.nats if not set(networks).isdisjoint(nat.networks))

    def hidden_by(self, nat: NatPlan) -> tuple[str, ...]:
        """The hosts that others see at the NAT's address."""
        return tuple(name for name in self.locations if nat in self.nats_of(name) and self._hidden(name))

    def _hidden(self, host: str) -> bool:
        """Whether every network that a host is on is behind a NAT."""
        behind = {network for nat in self.nats for network in nat.networks}
        return behind.issuperset(self.locations[host].networks)

    def nats_between(self, source: str, destination: str) -> tuple[NatPlan, ...]:
        """The NATs whose addresses one host sends to when it answers another."""
        own = self.nats_of(source)
        nats = self.nats_of(destination) if self._hidden(destination) else ()
        return tuple(nat for nat in nats if nat not in own)

    def seat_seen(self, source: str, destination: str) -> Seat:
        """Where a host finds another by its name: on a network that they share, if there is one."""
        own = {self.declared.get(network, "") for network in self.locations[source].networks}
        there = self.locations[destination]
        shared = (seat for seat in there.seats if self.declared.get(seat.network, "") in own)
        hidden = {network for nat in self.nats for network in nat.networks}
        open_ = (seat for seat in there.seats if seat.network not in hidden)
        return next(chain(shared, open_, there.seats))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a path was measured to do.

    Args:
        sent: Probes that were sent.
        arrived: Probes that arrived.
        copies: Further copies that arrived.
        median_s: Of the delays.
        quartiles_s: From the first to the third quartile of the delays.
        rate_bit_s: Bits a second that pass; where it was measured.
    """

    sent: int
    arrived: int
    copies: int = 0
    median_s: float | None = None
    quartiles_s: float | None = None
    rate_bit_s: float | None = None
