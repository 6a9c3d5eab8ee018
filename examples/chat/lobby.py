"""Write down who announces itself; the members do not need it."""

from __future__ import annotations

import os
import signal
import socket
import struct
import sys

GROUP = os.environ["GROUP"]
PORT = int(os.environ["GROUP_PORT"])


def join() -> socket.socket:
    """A socket that receives what is sent to the group.

    Source: ip(7), IP_ADD_MEMBERSHIP.
    """
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    receiver.bind(("", PORT))
    membership = struct.pack("=4s4s", socket.inet_aton(GROUP), socket.inet_aton("0.0.0.0"))
    receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
    return receiver


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    seen = set()
    with join() as receiver:
        print("open", flush=True)
        while True:
            announced, (address, _) = receiver.recvfrom(256)
            if address not in seen:
                seen.add(address)
                print(f"{announced.decode()} is at {address}", flush=True)
