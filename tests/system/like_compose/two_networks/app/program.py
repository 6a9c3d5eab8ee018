"""Serves, or prints what a program sees of its networks: names, addresses, routes and who answers."""

import fcntl
import ipaddress
import os
import socket
import struct
import sys
import time
from pathlib import Path

SIOCADDRT = 0x890B
UP_AND_GATEWAY = 0x0003
NAMES = ("server", "api", "tcp_server_of_two_networks", "router", "entry", "behind")
WITHIN_S = 15


def _address(address: object) -> bytes:
    return struct.pack("=HH4s8x", socket.AF_INET, 0, ipaddress.IPv4Address(address).packed)


def add_route() -> None:
    """Add the route in the variable ``ROUTE``, written ``10.0.0.0/24 via 10.0.1.1``, if there is one."""
    target, _, gateway = os.environ.get("ROUTE", "").partition(" via ")
    if not target:
        return
    network = ipaddress.IPv4Network(target)
    parts = (network.network_address, gateway, network.netmask)
    entry = struct.pack("@L", 0) + b"".join(map(_address, parts)) + struct.pack("@H", UP_AND_GATEWAY)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCADDRT, entry.ljust(120, b"\0"))


def address_of(name: str) -> str:
    """The address of a name; a name that must be there is waited for."""
    until = time.monotonic() + (WITHIN_S if name in os.environ["KNOWN"].split() else 0)
    while True:
        try:
            return socket.gethostbyname(name)
        except OSError:
            if time.monotonic() >= until:
                return "unknown"
        time.sleep(0.1)


def reply() -> str:
    """What the server answers."""
    until = time.monotonic() + WITHIN_S
    while True:
        try:
            with socket.create_connection(("10.213.2.10", 9000), timeout=2) as connection:
                return connection.makefile().readline().strip()
        except OSError as error:
            if time.monotonic() >= until:
                return str(error)
        time.sleep(0.1)


def look() -> None:
    """Print what is seen."""
    for line in Path("/proc/net/route").read_text().splitlines()[1:]:
        fields = line.split()
        target, gateway = (socket.inet_ntoa(bytes.fromhex(field)[::-1]) for field in fields[1:3])
        print("route", fields[0], target, gateway)
    for name in NAMES:
        print("name", name, address_of(name))
    print("reply", reply())


def serve() -> None:
    """Tell each client the address that it comes from."""
    with socket.create_server(("0.0.0.0", 9000)) as listener:
        while True:
            connection, (address, _) = listener.accept()
            with connection:
                connection.sendall(f"hello {address}\n".encode())


add_route()
{"look": look, "serve": serve}[sys.argv[1]]()
