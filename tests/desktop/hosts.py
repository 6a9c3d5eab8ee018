"""The hosts that the tests of the desktop and its pictures need: each there for a stretch, and then gone."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from tests.desktop.desk import FILES, HARDENED, HOME, RELAY, Container, Desk, Server, docker, until
from tests.desktop.page import BROWSER, DEVTOOLS_PORT, PUBLISHED_PORT

PREFIX = f"socketlab-desktop-{os.getpid()}"
SLOW_BYTES = 1_500_000
CONNECT = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])))"


@contextlib.contextmanager
def a_network() -> Iterator[str]:
    docker("network", "create", PREFIX)
    try:
        yield PREFIX
    finally:
        docker("network", "rm", PREFIX)


@contextlib.contextmanager
def a_host(network: str, name: str, *arguments: str) -> Iterator[Container]:
    """A container that other ones know by its name."""
    own = f"{PREFIX}-{name}"
    settings = ("--name", own, "--network", network, f"--network-alias={name}", *HARDENED)
    docker("run", "-d", *settings, *arguments)
    try:
        yield Container(own)
    finally:
        docker("rm", "-f", own)


@contextlib.contextmanager
def a_server(network: str, name: str, sizes: dict[str, int]) -> Iterator[Server]:
    """A getfile server with files of so many megabytes."""
    command = ("socketlab/getfile", "-mode", "server", "-root", "/srv/files")
    with a_host(network, name, FILES, *command) as host:
        server = Server(host.name)
        for file, megabytes in sizes.items():
            server.make_file(file, megabytes)
        yield server


@contextlib.contextmanager
def a_slow_way(network: str, name: str, server: str) -> Iterator[str]:
    """The name of a way to a server that passes so many bytes a second and no more."""
    with a_host(
        network, name, "socketlab/base", "python3", "-c", RELAY, "50001", server, "50001", str(SLOW_BYTES)
    ):
        yield name


@contextlib.contextmanager
def a_desk(network: str, name: str, folder: Path, *arguments: str) -> Iterator[Desk]:
    """A desktop whose first window is open."""
    settings = (HOME, "-e", "SOCKETLAB_JOURNAL=stderr", *arguments)
    with a_host(network, name, *settings, "socketlab/desktop") as host:
        until(lambda: '"getfilegui", "state": "open"' in host.log(), "a desktop")
        yield Desk(host.name, folder)


@contextlib.contextmanager
def a_browser(network: str, name: str) -> Iterator[Container]:
    """A host with a browser that waits to be driven."""
    room = ("--tmpfs=/home/lab:size=64m,uid=10001,gid=10001", "--tmpfs=/dev/shm:size=64m")
    settings = (*room, "-p", f"127.0.0.1::{PUBLISHED_PORT}")
    with a_host(network, name, *settings, "socketlab/browser", *BROWSER) as host:
        until(lambda: "DevTools listening" in host.log(), "a browser that can be driven")
        relay = ("python3", "-c", RELAY, str(PUBLISHED_PORT), "127.0.0.1", str(DEVTOOLS_PORT), "1e9")
        docker("exec", "-d", host.name, *relay)
        until(lambda: host.attempt("python3", "-c", CONNECT, str(PUBLISHED_PORT)).returncode == 0, "a relay")
        yield host
