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
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 2.0
ANY_PORT = ("--port", "0", "--work-seconds", "0")


@dataclass(frozen=True)
class Server:
    """How a server is started and called.

    Args:
        arguments: Its command line.
        family: The kind of address that it prints when it is ready.
        kind: The kind of socket that it serves.
        request: What makes it answer at once.
    """

    arguments: tuple[str, ...] = ANY_PORT
    family: socket.AddressFamily = socket.AF_INET
    kind: socket.SocketKind = socket.SOCK_STREAM
    request: bytes = b"x"

    def connect(self, printed: str) -> socket.socket:
        """A client of the server, by the line that it printed: ``... ready on ADDRESS``."""
        address = printed.split(" ready on ")[1].strip()
        client = socket.socket(self.family, self.kind)
        client.settimeout(10)
        if self.family is socket.AF_UNIX:
            client.connect(address)
        else:
            client.connect(("127.0.0.1", int(address.rpartition(":")[2])))
        return client


SERVERS: dict[str, Server] = {
    "servers.echo_server": Server(),
    "servers.fork_server": Server(),
    "servers.fork_server_signal": Server(),
    "servers.thread_server": Server(),
    "servers.class_server": Server(),
    "servers.select_server": Server(),
    "servers.selectors_echo_server": Server(),
    "servers.asyncio_echo_server": Server(),
    "servers.udp_echo_server": Server(kind=socket.SOCK_DGRAM),
    "servers.unix_echo_server": Server(("--path", "socket", "--work-seconds", "0"), family=socket.AF_UNIX),
    "files.getfile": Server(("-mode", "server", "-port", "0"), request=b"served\n"),
}


def stop_once(module: str) -> float | None:
    """Start a server, have it answer once and stop it.

    Returns:
        How many seconds the stop took, or None where the server did not stop and was killed.
    """
    program, server = importlib.import_module(f"services.{module}"), SERVERS[module]
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(writer, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        code = 1
        with contextlib.suppress(BaseException):
            code = program.main(list(server.arguments))
        os._exit(code)
    os.close(writer)
    try:
        with (
            open(reader, encoding="utf-8") as lines,  # noqa: PTH123 - a descriptor, not a path
            server.connect(lines.readline()) as client,
        ):
            client.send(server.request)
            answer = client.recv(100)
            os.kill(pid, signal.SIGTERM)
            return seconds_until_end(pid) if answer else None
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise


def seconds_until_end(pid: int) -> float | None:
    """Wait for a child's end with status 0; kill one that does not end."""
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
    """Stop each server as often as is asked, and print how often it was in vain."""
    count, lost = int(sys.argv[1]), 0
    with tempfile.TemporaryDirectory(prefix="socketlab-stops-") as folder, contextlib.chdir(folder):
        Path("served").write_text("content", encoding="utf-8")
        for module in sys.argv[2:] or SERVERS:
            took = [stop_once(module) for _ in range(count)]
            lost += took.count(None)
            slowest = max((each for each in took if each is not None), default=0.0)
            print(f"{module}: {took.count(None)} of {count} lost, slowest {slowest:.2f} s", flush=True)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
