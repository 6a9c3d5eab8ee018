"""Stop servers again and again, each right after its first reply: ``python -m tests.services.stops 3000``.

The server's module is loaded once, and each server is a fork of that: a stop takes milliseconds.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import socket
import sys
import time

PATIENCE_S = 2.0
SERVERS: dict[str, tuple[str, ...]] = {
    "servers.echo_server": (),
    "servers.fork_server": (),
    "servers.fork_server_signal": (),
    "servers.thread_server": (),
    "servers.class_server": (),
    "servers.select_server": (),
    "servers.selectors_echo_server": (),
    "servers.asyncio_echo_server": (),
    "servers.udp_echo_server": (),
}


def stop_once(module: str) -> float | None:
    """Start a server, have it answer once and stop it.

    Returns:
        How many seconds the stop took, or None where the server did not stop and was killed.
    """
    program = importlib.import_module(f"services.{module}")
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(writer, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        code = 1
        with contextlib.suppress(BaseException):
            code = program.main(["--port", "0", "--work-seconds", "0"])
        os._exit(code)
    os.close(writer)
    with open(reader, encoding="utf-8") as lines:  # noqa: PTH123 - a descriptor, not a path
        port = int(lines.readline().rpartition(":")[2])
        kind = socket.SOCK_DGRAM if "udp" in module else socket.SOCK_STREAM
        with socket.socket(socket.AF_INET, kind) as client:
            client.settimeout(10)
            client.connect(("127.0.0.1", port))
            client.send(b"x")
            client.recv(100)
            os.kill(pid, signal.SIGTERM)
            return seconds_until_end(pid)


def seconds_until_end(pid: int) -> float | None:
    """Wait for a child's end with status 0; kill one that does not come to it."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE_S:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return time.monotonic() - began if status == 0 else None
        time.sleep(0.001)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return None


def main() -> int:
    """Stop each server as often as is asked, and say how often it was in vain."""
    count, lost = int(sys.argv[1]), 0
    for module in sys.argv[2:] or SERVERS:
        took = [stop_once(module) for _ in range(count)]
        lost += took.count(None)
        slowest = max((each for each in took if each is not None), default=0.0)
        print(f"{module}: {took.count(None)} of {count} lost, slowest {slowest:.2f} s", flush=True)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
