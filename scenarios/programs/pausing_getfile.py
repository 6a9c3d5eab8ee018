"""The getfile client, which reads the first bytes of its file and then pauses until its server is down.

Usage: as getfile; the last word is the server's name, the port 50001 or what SOCKETLAB_PORT says.
"""

import contextlib
import os
import socket
import sys
import time

from services.files import getfile
from services.files.meter import Meter

LONGEST_PAUSE_SECONDS = 10.0


class PausingMeter(Meter):
    """Progress that is not shown: the first report is the pause."""

    def tell(self, _received: int, _size: int | None) -> None:
        """Wait, the first time, until no more connections are accepted at the server."""
        if self.done:
            return
        self.done = True
        address = (sys.argv[-1], int(os.environ.get("SOCKETLAB_PORT") or getfile.PORT))
        latest = time.monotonic() + LONGEST_PAUSE_SECONDS
        with contextlib.suppress(OSError):
            while time.monotonic() < latest:
                socket.create_connection(address, 0.3).close()
                time.sleep(0.05)


if __name__ == "__main__":
    getfile.Meter = PausingMeter  # type: ignore[attr-defined]
    sys.exit(getfile.main(sys.argv[1:]))
