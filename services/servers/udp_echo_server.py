"""udp-echo-server: no connections at all, a datagram in and a datagram out.

Teaches: datagrams. A message arrives whole or not at all, perhaps twice, perhaps before one that was
sent earlier. There are no connections to accept or close: one socket receives from all clients, and every
datagram carries its sender's address.

Choose it where a request and its reply fit into a packet each, and where repeating a request does no harm:
names, times, measurements.

Limits: the client has to detect losses. Datagrams are answered one after the other, so --work-seconds
delays all of them; those that find the socket's buffer full are dropped silently. A sender's address can be
forged; the reply then goes to a host that never asked, or to another echo server, which replies again
without end: use it only where every sender is trusted.

Source: udp(7); RFC 862 is the protocol's plainest form.
"""

import sys
import time

from services.common import options, serving
from services.common.output import reason, say
from services.common.sockets import LONGEST_DATAGRAM_BYTES

PROGRAM = "udp-echo-server"


def serve(server: serving.Server, settings: options.Settings) -> None:
    """Reply to one datagram after the other, from any sender."""
    endpoint = server.hear(settings)
    while True:
        data, address = endpoint.recvfrom(LONGEST_DATAGRAM_BYTES)
        say(f"Datagram from {address} at {time.ctime()}")
        time.sleep(settings.work_seconds)
        try:
            endpoint.sendto(b"Echo=>%s at %s" % (data, time.ctime().encode()), address)
        except OSError as error:  # the answer is lost, as it might have been on its way
            server.conversations.complain(f"cannot answer {address}: {reason(error)}")


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.program_parser(PROGRAM, __doc__, "--port 50007")
    options.add_options(parser, (options.host_option(), options.port_option(50007), options.work_option(0)))
    settings = parser.parse_args(arguments, namespace=options.Settings())
    return serving.run(PROGRAM, lambda server: serve(server, settings))


if __name__ == "__main__":
    sys.exit(main())
