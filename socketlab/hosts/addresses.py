"""Addresses in a planned subnet."""

from __future__ import annotations

import ipaddress


def address_in(subnet: str, number: int) -> str:
    """The address with a number in a subnet; 1 is the gateway's."""
    return str(ipaddress.ip_network(subnet)[number])
