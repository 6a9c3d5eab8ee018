"""Ask a server for its time repeatedly, and print each change of its difference to this host's clock.

Usage: compare_clocks.py HOST PORT. It ends when it has seen three differences, or after 150 requests.
"""

import re
import socket
import sys
import time

QUESTIONS = 150
ENOUGH = 3
PAUSE_SECONDS = 0.05
TOLD = re.compile(r" at (\w{3} \w{3} .{2} \S+ \d{4})")


def minutes_ahead(address: tuple[str, int]) -> int:
    """Return how far a server's clock is ahead of this one, from the time in its reply.

    Raises:
        ValueError: The reply contains no time.
    """
    with socket.create_connection(address, timeout=10) as talk:
        talk.sendall(b"what time is it?")
        reply = talk.recv(1000).decode()
    told = TOLD.search(reply)
    if told is None:
        raise ValueError(f"no time in {reply!r}")
    return round((time.mktime(time.strptime(told[1])) - time.time()) / 60)


def main() -> None:
    """Compare until there is enough to say."""
    address = (sys.argv[1], int(sys.argv[2]))
    seen: list[int] = []
    for _ in range(QUESTIONS):
        ahead = minutes_ahead(address)
        if [ahead] != seen[-1:]:
            seen.append(ahead)
            print("the server is", ahead, "minutes ahead", flush=True)
        if len(seen) == ENOUGH:
            break
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main()
