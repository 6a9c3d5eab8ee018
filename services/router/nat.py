"""The NATs of a run: others see one address of all hosts behind each, and cannot connect to them.

Source: nft(8), "NAT statements", "CT expressions", "Reject statement"; RFC 3022, section 2.2.
"""

from __future__ import annotations

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


def _subnets(setup: Setup, nat: Nat) -> str:
    return f"{{ {', '.join(setup.segments[number].subnet for number in nat.segments)} }}"
