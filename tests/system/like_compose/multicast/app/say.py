"""Sends to a multicast group and to everybody until three listeners have thanked for both."""

import socket
import time

GROUP, PORT, LISTENERS = "239.213.7.7", 10000, 3

sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
sender.bind(("", PORT + 1))
sender.settimeout(0.2)
until = time.monotonic() + 15
thanks: dict[bytes, set[str]] = {b"thanks for news": set(), b"thanks for all": set()}
while time.monotonic() < until and any(len(who) < LISTENERS for who in thanks.values()):
    sender.sendto(b"news", (GROUP, PORT))
    sender.sendto(b"all", ("255.255.255.255", PORT))
    try:
        while True:
            content, (address, _) = sender.recvfrom(1000)
            thanks[content].add(address)
    except TimeoutError:
        continue
for content, who in thanks.items():
    print(len(who), content.decode())
