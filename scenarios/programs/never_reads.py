"""Send to an echo server for 4.5 seconds, read nothing, and print when it stops reading.

Usage: never_reads.py HOST PORT.
"""

import socket
import sys
import time

SECONDS = 4.5
STALL_SECONDS = 0.5


def main() -> None:
    """Send, and read nothing."""
    with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as talk:
        talk.settimeout(STALL_SECONDS)
        sent, until = 0, time.monotonic() + SECONDS
        while time.monotonic() < until:
            try:
                sent += talk.send(bytes(100_000))
            except TimeoutError:
                print("the server listens no more after", sent, "bytes", flush=True)
                time.sleep(max(0, until - time.monotonic()))


if __name__ == "__main__":
    main()
