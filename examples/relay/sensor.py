"""Send ten readings, each until it is acknowledged; a lost connection is made again."""

from __future__ import annotations

import socket
import sys
import time

PORT = 9000
READINGS = 10
TRIES = 40
PAUSE_S = 0.2


def deliver(gateway: str, readings: list[str]) -> None:
    """Send readings until the connection fails; those that were acknowledged are removed from the list.

    Raises:
        OSError: when the gateway cannot be reached, or the connection is lost.
    """
    with (
        socket.create_connection((gateway, PORT), timeout=2) as connection,
        connection.makefile("rwb") as stream,
    ):
        while readings:
            stream.write(f"{readings[0]}\n".encode())
            stream.flush()
            if stream.readline() != b"noted\n":
                raise ConnectionError("closed before the acknowledgement")
            del readings[0]
            time.sleep(PAUSE_S)


if __name__ == "__main__":
    left = [f"{socket.gethostname()} reading {number}" for number in range(1, READINGS + 1)]
    for _ in range(TRIES):
        try:
            deliver(sys.argv[1], left)
            break
        except OSError as error:
            print(f"{len(left)} left: {error}", flush=True)
            time.sleep(PAUSE_S)
    print(f"{READINGS - len(left)} of {READINGS} readings delivered")
    sys.exit(1 if left else 0)
