"""The NATs of a run: others see one address of all hosts behind each, and cannot connect to them.

Source: nft(8), "NAT statements", "CT expressions" (zone), "Reject statement"; RFC 3022, section 2.2.
"""

from __future__ import annotations

from dataclasses import replace

from services.router.orders import Nat, Setup

TABLE = "ip socketlab_nat"


def nat_addresses(setup: Setup) -> list[str]:
    """The router has the address of each NAT, so that it refuses connections to it."""
    return [f"address replace {nat.address}/32 dev lo" for nat in setup.nats]


def nat_table(setup: Setup, probes: str) -> list[str]:
    """The table that changes the addresses, and refuses connections to hosts behind a NAT.

    Conditions and cuts go by the hosts' own addresses, except where packets arrive from outside. A late
    packet of a connection that is over is lost: the router itself would answer it with a reset.

    Args:
        setup: What to put in force.
        probes: The interface from which probes arrive; they are let through.
    """
    if not setup.nats:
        return []
    inside = [(nat, _subnets(setup, nat)) for nat in setup.nats]
    refused = "reject with icmp type net-unreachable"
    return [
        f"table {TABLE} {{",
        *_zones(inside),
        "chain arriving { type filter hook prerouting priority -150; policy accept;",
        *(f"ip daddr {nat.address} ct state invalid drop" for nat in setup.nats),
        "}",
        "chain forward { type filter hook forward priority 0; policy accept;",
        f'iifname "{probes}" accept',
        "ct state established,related accept",
        *(f"ip saddr != {subnets} ip daddr {subnets} {refused}" for _, subnets in inside),
        "}",
        "chain leaving { type nat hook postrouting priority 100; policy accept;",
        *(f"ip saddr {subnets} ip daddr != {subnets} snat to {nat.address}" for nat, subnets in inside),
        "}",
        "}",
    ]


def with_moved(setup: Setup, address: str) -> Setup:
    """The setup once a NAT has its other address.

    Args:
        setup: As it is now.
        address: Either of the NAT's addresses.

    Raises:
        ValueError: when no NAT has that address, or it has no other.
    """
    moving = [nat for nat in setup.nats if nat.spare and address in (nat.address, nat.spare)]
    if not moving:
        raise ValueError(f"no NAT has the address {address} and another")
    return replace(setup, nats=tuple(nat.moved() if nat in moving else nat for nat in setup.nats))


def moving(before: Setup, after: Setup, probes: str) -> list[tuple[tuple[str, ...], str]]:
    """What changes the addresses of NATs: the rules, all at once, and then the router's own addresses."""
    table = [f"delete table {TABLE}", *nat_table(after, probes)]
    gone = {nat.address for nat in before.nats} - {nat.address for nat in after.nats}
    own = [*nat_addresses(after), *(f"address del {address}/32 dev lo" for address in sorted(gone))]
    return [
        (("nft", "-f", "-"), "\n".join(table) + "\n"),
        (("ip", "-batch", "-"), "\n".join(own) + "\n"),
    ]


def _zones(inside: list[tuple[Nat, str]]) -> list[str]:
    """A NAT with another address has forgotten its connections: they are tracked in a zone of their own.

    A later packet of one is the first of a new connection, and leaves with the new address.
    """
    moved = [(nat, subnets) for nat, subnets in inside if nat.generation]
    if not moved:
        return []
    return [
        "chain zones { type filter hook prerouting priority -305; policy accept;",
        *(f"ip saddr {subnets} ct zone set {nat.generation}" for nat, subnets in moved),
        *(f"ip daddr {nat.address} ct zone set {nat.generation}" for nat, _ in moved),
        "}",
    ]


def _subnets(setup: Setup, nat: Nat) -> str:
    return f"{{ {', '.join(setup.segments[number].subnet for number in nat.segments)} }}"
