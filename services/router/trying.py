"""What the kernel has to put conditions in force with, found by trying it."""

from __future__ import annotations

from services.router.commands import Command
from services.router.netem import BLOCK, redirection
from services.router.running import succeeds

NETEM = "netem"

_TRIED: dict[str, tuple[Command, ...]] = {
    NETEM: ((("tc", "-batch", "-"), "qdisc add dev lo root netem delay 1ms\n"),),
    "ifb": (
        (("ip", "link", "add", "trial0", "type", "ifb"), ""),
        (("tc", "-batch", "-"), f"qdisc add dev lo ingress_block {BLOCK} clsact\n"),
        (("tc", "-batch", "-"), redirection("1:1", "198.18.255.1", "198.18.255.2", to="trial0") + "\n"),
    ),
    "htb": ((("tc", "-batch", "-"), "qdisc replace dev lo root handle 1: htb\n"),),
    "tbf": ((("tc", "-batch", "-"), "qdisc replace dev lo root tbf rate 1mbit burst 3028 limit 15140\n"),),
    "nft": ((("nft", "-f", "-"), "table ip probe {\nmap m { type ipv4_addr . ipv4_addr : mark; }\n}\n"),),
    "nat": (
        (
            ("nft", "-f", "-"),
            "table ip nat0 {\nchain c {\ntype nat hook postrouting priority 100;\nsnat to 198.18.0.1\n}\n}\n",
        ),
    ),
    "nfqueue": (
        (
            ("iptables-nft-restore", "--noflush"),
            "*raw\n-A OUTPUT -m mark --mark 0x20000 -j NFQUEUE --queue-num 9 --queue-bypass\nCOMMIT\n",
        ),
    ),
    "tee": (
        (
            ("iptables-nft-restore", "--noflush"),
            "*mangle\n-A OUTPUT -m mark --mark 0x20000 -j TEE --gateway 198.18.0.1\nCOMMIT\n",
        ),
    ),
}
"""What is tried, on the loopback interface and with marks that no packet has."""


def mechanisms() -> dict[str, bool]:
    """What the kernel has, found by trying: its configuration may be absent, and modules load themselves.

    Only for a router that does nothing else: the trials stay.
    """
    return {name: all(succeeds(*trial) for trial in trials) for name, trials in _TRIED.items()}
