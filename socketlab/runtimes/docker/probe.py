"""Try one TCP connection and print how it went: sent whole to an interpreter inside a container.

Standard library only, nothing of this project: the container may not have it.
"""

import json
import socket
import sys
import time


def probe(address: str, port: int, timeout_s: float) -> dict[str, object]:
    """Connect and close at once.

    Returns:
        ``outcome`` (``connected``, ``refused``, ``timed out`` or ``unreachable``) and ``took_s``.
    """
    began = time.monotonic()
    try:
        with socket.create_connection((address, port), timeout=timeout_s):
            outcome = "connected"
    except ConnectionRefusedError:
        outcome = "refused"
    except TimeoutError:
        outcome = "timed out"
    except OSError:
        outcome = "unreachable"
    return {"outcome": outcome, "took_s": time.monotonic() - began}


if __name__ == "__main__":
    print(json.dumps(probe(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))))
