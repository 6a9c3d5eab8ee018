"""Buy one item, and try again for a while where the shop is closed."""

from __future__ import annotations

import http.client
import sys
import time

TRIES = 40
PAUSE_S = 0.25


def buy(host: str) -> str:
    """What the shop answered; "closed" where it did not, or could not sell."""
    connection = http.client.HTTPConnection(host, 8080, timeout=5)
    try:
        connection.request("POST", "/buy")
        answer = connection.getresponse()
        text = answer.read().decode().strip()
    except OSError:
        return "closed"
    finally:
        connection.close()
    return text if answer.status in (200, 409) else "closed"


if __name__ == "__main__":
    for _ in range(TRIES):
        said = buy(sys.argv[1])
        print(said)
        if said != "closed":
            sys.exit()
        time.sleep(PAUSE_S)
    sys.exit("the shop stayed closed")
