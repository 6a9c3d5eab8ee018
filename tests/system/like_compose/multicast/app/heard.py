"""Joins a multicast group and prints the first datagram of each kind."""

import socket
import struct

GROUP, PORT = "239.213.7.7", 10000

listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("", PORT))
membership = struct.pack("4sL", socket.inet_aton(GROUP), socket.INADDR_ANY)
listener.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
seen = set()
while True:
    content, sender = listener.recvfrom(1000)
    if content not in seen:
        seen.add(content)
        print("heard", content.decode())
        listener.sendto(b"thanks for " + content, sender)
