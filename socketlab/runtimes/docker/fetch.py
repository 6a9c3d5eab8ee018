"""Ask a port for a path with HTTP and print how it went: sent whole to an interpreter inside a container.

Standard library only, nothing of this project: the container may not have it.
"""

import http.client
import json
import sys
import time

PAUSE_S = 0.1
ONE_S = 2.0


def ask(address: str, port: int, path: str) -> tuple[int, str]:
    """One request: the status, or 0 and why there is none."""
    connection = http.client.HTTPConnection(address, port, timeout=ONE_S)
    try:
        connection.request("GET", path, headers={"User-Agent": "socketlab", "Connection": "close"})
        return connection.getresponse().status, ""
    except OSError as error:
        return 0, error.strerror or str(error)
    except http.client.HTTPException as error:
        return 0, f"the answer is not HTTP ({type(error).__name__})"
    finally:
        connection.close()


def fetch(addresses: list[str], port: int, path: str, wanted: range, within_s: float) -> tuple[int, str]:
    """Ask each address in turn until the status is wanted or the time is over."""
    until = time.monotonic() + within_s
    while True:
        answers = []
        for address in addresses:
            answers.append(ask(address, port, path))
            if answers[-1][0] in wanted:
                return answers[-1]
        if time.monotonic() >= until:
            return max(answers)
        time.sleep(PAUSE_S)


if __name__ == "__main__":
    port, path, first, last, within_s, *addresses = sys.argv[1:]
    print(json.dumps(fetch(addresses, int(port), path, range(int(first), int(last)), float(within_s))))
