"""Send what the mounted files and the environment say; print what comes back, and what cannot be written."""

from __future__ import annotations

import configparser
import os
import socket
import time
from pathlib import Path

TRIES = 50


def connect(port: int) -> socket.socket:
    """A connection to the server, which may not listen yet."""
    for _ in range(TRIES):
        try:
            return socket.create_connection((os.environ["SERVER"], port), timeout=5)
        except OSError:
            time.sleep(0.1)
    raise SystemExit("no server")


if __name__ == "__main__":
    config = configparser.ConfigParser()
    config.read("/config.ini")
    settings = config["client"]
    number = os.environ["CLI_ID"]
    datum = Path(f"/data/number-{number}").read_text().strip()
    with connect(int(settings["port"])) as server, server.makefile("rwb") as stream:
        for turn in range(int(settings["times"])):
            stream.write(f"{os.environ['GREETING']} {turn} from {number}: {datum}\n".encode())
            stream.flush()
            print(stream.readline().decode().strip())
    try:
        Path("/config.ini").write_text("")
    except OSError as error:
        print(f"config.ini: {error.strerror}")
    Path(f"/data/number-{number}").write_text("changed")
    print("data: written")
