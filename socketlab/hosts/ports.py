"""The ports on which a host listens, out of its kernel's tables.

Source: proc(5), /proc/net/tcp and /proc/net/udp; include/net/tcp_states.h: 0A is TCP_LISTEN, 07 is the
state of an unconnected UDP socket.
"""

from __future__ import annotations

from typing import Literal

PROTOCOLS = Literal["tcp", "udp"]

_LISTENING = {"tcp": "0A", "udp": "07"}

_RESOLVER = "0B00007F"
"""127.0.0.11: Docker's resolver listens there in every container, on ports of its own choice."""

_LOOPBACK_V4 = "7F"
"""The last two digits of each address of 127.0.0.0/8, whose bytes are in the machine's order."""

_LOOPBACK_V6 = "00000000000000000000000001000000"


def files_of(protocol: PROTOCOLS) -> tuple[str, str]:
    """The kernel's tables of a protocol."""
    return f"/proc/net/{protocol}", f"/proc/net/{protocol}6"


def listening_ports(table: bytes, protocol: PROTOCOLS, *, outside: bool = False) -> set[int]:
    """The open ports.

    Args:
        table: The kernel's tables, one after the other.
        protocol: Which kind of ports they are.
        outside: Only those that other hosts can reach.
    """
    ports = set()
    for line in table.decode(errors="replace").splitlines():
        fields = line.split()
        if len(fields) < 4 or fields[3] != _LISTENING[protocol]:
            continue
        address, _, port = fields[1].rpartition(":")
        if address != _RESOLVER and not (outside and _is_loopback(address)):
            ports.add(int(port, 16))
    return ports


def _is_loopback(address: str) -> bool:
    return address == _LOOPBACK_V6 or (len(address) == 8 and address.endswith(_LOOPBACK_V4))
