"""The router's orders as values: the networks that it joins, and the paths with their conditions.

An order is one line of JSON, written by ``socketlab/links/order.py``. All quantities are in SI units; 0 means
that a condition is not set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

UNIFORM = "uniform"

HELD = 0x10000
"""A bit of a packet's mark: the packet loop holds it. The bits below number its path."""

NUMBER = HELD - 1
"""These bits."""


@dataclass(frozen=True)
class Conditions:
    """What happens to the packets of one direction of a path.

    Args:
        delay_s: One way.
        jitter_s: How far the delay varies: the half width if uniform, the standard deviation if normal.
        distribution: ``uniform`` or ``normal``.
        loss_ratio: Share of the packets that are lost at random; in a burst model, while it is good.
        bad_loss_ratio: Share lost while a burst lasts.
        enter_ratio: Probability, at each packet, that a burst begins; 0 without a burst model.
        leave_ratio: Probability, at each packet, that it ends.
        rate_bit_s: Bits a second; 0 for no limit.
        burst_bytes: What may pass at once at full speed.
        limit_bytes: What may wait in the queue.
        duplicate_ratio: Share of the packets that arrive twice.
        reorder_ratio: Share of the packets that are not delayed, and so overtake others.
        corrupt_ratio: Share of the packets that get a bit error.
        mtu_bytes: The largest IP packet; 0 for the network's own.
    """

    delay_s: float = 0.0
    jitter_s: float = 0.0
    distribution: str = UNIFORM
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

    @property
    def held(self) -> bool:
        """Whether the order of packets, their time or their arrival changes: what the packet loop does."""
        return any((self.delay_s, self.jitter_s, self.loss_ratio, self.enter_ratio, self.reorder_ratio))

    @property
    def lossy(self) -> bool:
        """Whether not as many packets arrive as are sent."""
        return any((self.loss_ratio, self.enter_ratio, self.duplicate_ratio))


@dataclass(frozen=True)
class Segment:
    """A network of the run.

    Args:
        subnet: In CIDR notation.
        gateway: The address that its hosts send to, which the router takes.
        stand_in: An address of it that no host has: where probes go.
    """

    subnet: str
    gateway: str
    stand_in: str


@dataclass(frozen=True)
class Path:
    """One direction between two hosts.

    Args:
        mark: Its number, from 1.
        source: The sender's address.
        destination: The receiver's address.
        segment: The number of the receiver's network, from 0.
        conditions: What happens on it.
    """

    mark: int
    source: str
    destination: str
    segment: int
    conditions: Conditions

    @property
    def classid(self) -> str:
        """Its class, wherever paths have classes."""
        return f"1:{self.mark:x}"

    @property
    def label(self) -> int:
        """The mark of its packets."""
        return self.mark | (HELD if self.conditions.held else 0)


@dataclass(frozen=True)
class Nat:
    """A NAT.

    Args:
        address: What others see of the hosts behind it.
        segments: The numbers of their networks, from 0.
        spare: The address that it may get, in turns with the other.
        generation: How many addresses it has had before.
    """

    address: str
    segments: tuple[int, ...]
    spare: str = ""
    generation: int = 0

    def moved(self) -> Nat:
        """The NAT with its other address."""
        return replace(self, address=self.spare, spare=self.address, generation=self.generation + 1)


@dataclass(frozen=True)
class Setup:
    """Everything that a router has to set up.

    Args:
        shaper: ``netem`` or ``fallback``.
        segments: The networks.
        paths: The paths that have conditions.
        probed: The marks of the paths that are measured.
        nats: The NATs.
        names: The address of each name by the address of the asker, empty for everyone else; where the
            router answers for names.
    """

    shaper: str
    segments: tuple[Segment, ...]
    paths: tuple[Path, ...]
    probed: tuple[int, ...]
    nats: tuple[Nat, ...] = ()
    names: Mapping[str, Mapping[str, str]] | None = None

    def path(self, mark: int) -> Path:
        """The path of a mark; they are numbered from 1 in order."""
        return self.paths[mark - 1]


def setup_of(order: dict[str, Any]) -> Setup:
    """The setup that an order asks for."""
    conditions = [Conditions(**each) for each in order["conditions"]]
    return Setup(
        shaper=order["shaper"],
        segments=tuple(Segment(**each) for each in order["segments"]),
        paths=tuple(
            Path(mark, source, destination, segment, conditions[number])
            for mark, (source, destination, segment, number) in enumerate(order["paths"], start=1)
        ),
        probed=tuple(order["probed"]),
        nats=tuple(
            Nat(each["address"], tuple(each["segments"]), each.get("spare", ""))
            for each in order.get("nats", ())
        ),
        names=order.get("names"),
    )


@dataclass(frozen=True)
class Shift:
    """What a change does to one path.

    Args:
        source: The sender's address.
        destination: The receiver's address.
        segment: The number of the receiver's network, from 0.
        conditions: What happens on it when the change is complete.
    """

    source: str
    destination: str
    segment: int
    conditions: Conditions

    @property
    def pair(self) -> tuple[str, str]:
        """The two addresses."""
        return self.source, self.destination


@dataclass(frozen=True)
class Change:
    """Conditions that change for a while.

    Args:
        key: Letters and digits that no other change has.
        shifts: The paths.
        over_s: How long the way from the declared conditions takes; 0 for at once.
        lasts_s: When it ends by itself, in seconds from now.
    """

    key: str
    shifts: tuple[Shift, ...]
    over_s: float
    lasts_s: float


def change_of(order: dict[str, Any]) -> Change:
    """The change that an order asks for."""
    given = order["change"]
    conditions = [Conditions(**each) for each in given["conditions"]]
    return Change(
        key=given["key"],
        shifts=tuple(
            Shift(source, destination, segment, conditions[number])
            for source, destination, segment, number in given["paths"]
        ),
        over_s=given["over_s"],
        lasts_s=given["lasts_s"],
    )


@dataclass(frozen=True)
class Spell:
    """Answers to queries for names that are others for a while.

    Args:
        key: Letters and digits that no other spell has.
        askers: The addresses of those who get them.
        names: The names that are asked for, in lower case; empty for all.
        failure: ``nxdomain``, ``servfail``, or ``timeout`` for no answer; empty for none of these.
        address: The address to answer with; empty for the usual one.
        host: The name of the host whose address it is; empty for the usual one.
        delay_s: How much later an answer comes.
        lasts_s: When it ends by itself, in seconds from now.
    """

    key: str
    askers: frozenset[str]
    names: frozenset[str]
    failure: str
    address: str
    host: str
    delay_s: float
    lasts_s: float


def spell_of(order: dict[str, Any]) -> Spell:
    """The spell that an order asks for."""
    given = order["spell"]
    return Spell(**{**given, "askers": frozenset(given["askers"]), "names": frozenset(given["names"])})


def probe_source(mark: int) -> str:
    """The address that probes of a path come from: of the testing range's lower half, which no run uses.

    Source: RFC 2544, appendix C.2.2.
    """
    return f"198.18.{mark >> 8}.{mark & 255}"
