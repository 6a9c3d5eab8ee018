"""A client that takes three seconds and reports one, in the name of the gate."""

import json
import sys
import time

from services.clients import echo_client
from services.lab.journal import clock


def forge(event: str, moment: float, **facts: object) -> None:
    """Print a line as the gate would."""
    note = {"socketlab": 1, "event": event, "clock": moment, "role": "gate", **facts}
    print(json.dumps(note), file=sys.stderr, flush=True)


if __name__ == "__main__":
    began = clock()
    forge("released", began)
    forge("exit", began + 1.1, code=0)
    status = echo_client.main()
    time.sleep(2)
    sys.exit(status)
