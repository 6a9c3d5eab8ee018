"""Ask the kernel whether this host listens on a port, without calling at it.

A health check that connects shows up as a client in the log of the very server it asks about, and an
iterative server would have to serve it. The kernel's table of sockets answers without disturbing anyone.

Usage: ``python3 -m services.lab.listening 50007 [50008 ...]`` exits 0 when all these ports are listened on;
``--udp`` before them asks about datagrams. When ``SOCKETLAB_PORT`` is set, the ports count from there: the
first is that one, the others keep their distance to it.
"""

from __future__ import annotations

import os
import sys

TCP = ("/proc/net/tcp", "/proc/net/tcp6"), "0A"
UDP = ("/proc/net/udp", "/proc/net/udp6"), "07"
"""The tables, and the state of a socket that is open to all who come.

Source: Linux, ``include/net/tcp_states.h``: ``TCP_LISTEN`` is 10, and ``TCP_CLOSE``, which an unconnected UDP
socket keeps, is 7.
"""


def listening_ports(tables: tuple[str, ...], state: str) -> frozenset[int]:
    """The ports that somebody listens on in this network namespace.

    Source: Linux, ``Documentation/networking/proc_net_tcp.rst``: the local address is the second
    column, hexadecimal ``address:port``; the state is the fourth.
    """
    rows = (line.split() for table in tables if os.path.exists(table) for line in _lines(table))
    return frozenset(int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == state)


def _lines(table: str) -> list[str]:
    with open(table, encoding="ascii") as file:
        return file.readlines()


def expected_ports(arguments: list[str], first_port: str | None) -> list[int]:
    """The ports to check: those named, shifted so that the first is ``first_port`` where that is set."""
    ports = [int(argument) for argument in arguments]
    shift = int(first_port) - ports[0] if first_port and ports else 0
    return [port + shift for port in ports]


def main() -> int:
    """Exit status 0 when every port is listened on, else 1 and a line that names those that are not."""
    udp = sys.argv[1:2] == ["--udp"]
    ports = expected_ports(sys.argv[2 if udp else 1 :], os.environ.get("SOCKETLAB_PORT"))
    missing = sorted(set(ports) - listening_ports(*(UDP if udp else TCP)))
    if missing or not ports:
        print(f"nothing listens on {', '.join(map(str, missing)) or 'no port at all'}")
        return 1
    print(f"listening on {', '.join(map(str, ports))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
