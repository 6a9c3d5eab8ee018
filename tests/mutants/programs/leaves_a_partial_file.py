"""A file client that writes under the file's own name and leaves it there when its server dies."""

import contextlib
import socket
import sys
import time
from pathlib import Path

PORT = 50001
LONGEST_PAUSE_SECONDS = 10.0


def pause_until_gone(address: tuple[str, int]) -> None:
    """Wait until nobody answers there any more."""
    latest = time.monotonic() + LONGEST_PAUSE_SECONDS
    with contextlib.suppress(OSError):
        while time.monotonic() < latest:
            socket.create_connection(address, 0.3).close()
            time.sleep(0.05)


def main() -> int:
    """Fetch the file as far as it comes."""
    address = (sys.argv[-1], PORT)
    with socket.create_connection(address) as connection, Path("big.bin").open("wb") as file:
        connection.sendall(b"lab/big.bin\n")
        file.write(connection.recv(65536))
        pause_until_gone(address)
    print(f"getfile: {address[0]} is gone", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
