"""Subnets for runs: planned, not discovered, so that two runs at once do not race for the same one."""

from __future__ import annotations

import hashlib
import ipaddress

POOL = ipaddress.ip_network("198.19.0.0/16")
"""Where runs put their networks: the upper half of the range set apart for testing networks, which no
router announces and hardly a home or office uses.

Source: RFC 2544, appendix C.2.2; RFC 6890, table 11.
"""

CANDIDATES = 16
"""Subnets a run may try before it gives up: others may hold the first ones."""


def candidate_subnets(run: str, *, hosts: int) -> tuple[str, ...]:
    """Subnets for a run, in the order to try them.

    Args:
        run: The run's id; different runs start at different places of the pool.
        hosts: Addresses needed, beside the network's, the gateway's and the broadcast one.

    Returns:
        Subnets in CIDR notation, each large enough, no smaller than a /24.

    Raises:
        ValueError: when the pool cannot hold this number of hosts.
    """
    prefix = min(24, 32 - (hosts + 3 - 1).bit_length())
    if prefix < POOL.prefixlen:
        raise ValueError(f"{hosts} hosts do not fit {POOL}")
    choices = list(POOL.subnets(new_prefix=prefix))
    first = int.from_bytes(hashlib.sha256(run.encode()).digest()[:4], "big")
    wanted = min(CANDIDATES, len(choices))
    return tuple(str(choices[(first + step * _STRIDE) % len(choices)]) for step in range(wanted))


_STRIDE = 37
"""Odd, so that it visits every subnet of a pool whose size is a power of two."""
