"""udp-echo-server: no connections at all, a datagram in and a datagram out.

Teaches: datagrams. A message arrives whole or not at all, perhaps twice, perhaps before one that was
sent earlier. There is nobody to accept and nobody to forget: one socket hears all clients, and every
datagram says where it came from.

Choose it where a question and its answer fit into a packet each, and where asking again does no harm:
names, times, measurements.

Limits: what is lost is for the client to notice. One datagram is answered after the other, so that
--work-seconds holds up all; those that find the socket's buffer full are dropped without a word. A
sender's address can be forged, and the answer then goes to somebody who never asked, to another echo
server even, for ever: keep it where all who can reach it are trusted.

Source: udp(7); RFC 862 is the protocol's plainest form.
"""

import socket
import sys
import time

from services import options, sockets

PROGRAM = "udp-echo-server"
# No datagram is longer: its length has 16 bits.
LONGEST_BYTES = 65535


def serve(service: sockets.Service) -> None:
    """Answer one datagram after the other, whoever it is from."""
    while True:
        data, address = service.listeners[0].recvfrom(LONGEST_BYTES)
        sockets.say(f"Datagram from {address} at {time.ctime()}")
        service.journal.note("received", conn=sockets.ip_port(address), data=data)
        time.sleep(service.settings.work_seconds)
        answer(service, data, address)


def answer(service: sockets.Service, data: bytes, address: sockets.Address) -> None:
    """Send an answer; one that cannot be sent is lost, as it might be on its way."""
    reply = sockets.timed_reply(data)
    try:
        service.listeners[0].sendto(reply, address)
    except OSError as error:
        service.complain(f"cannot answer {address}: {sockets.reason(error)}")
        return
    service.journal.note("sent", conn=sockets.ip_port(address), data=reply)


def listen(service: sockets.Service) -> None:
    """Have a port on which datagrams arrive."""
    service.listen(kind=socket.SOCK_DGRAM)


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.program_parser(PROGRAM, __doc__, "--port 50007")
    options.add_options(parser, (options.host_option(), options.port_option(50007), options.work_option(0)))
    settings = parser.parse_args(arguments, namespace=options.Settings())
    return sockets.run(PROGRAM, settings, serve, listen)


if __name__ == "__main__":
    sys.exit(main())
