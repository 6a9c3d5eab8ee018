"""A way to the engine that can be cut: a socket of its own, each connection copied to the engine's."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from pathlib import Path


def engine_socket() -> str | None:
    """The engine's own socket; ``None`` where it is reached over a network."""
    address = os.environ.get("DOCKER_HOST") or "unix:///var/run/docker.sock"
    return address.removeprefix("unix://") if address.startswith("unix://") else None


class Relay:
    """Listens from :meth:`open` until :meth:`cut`, any number of times.

    Args:
        path: The socket it listens on.
        engine: The engine's.
    """

    def __init__(self, path: Path, engine: str) -> None:
        self.path = path
        self._engine = engine
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self._connections: list[socket.socket] = []

    def open(self) -> None:
        """Begin to listen."""
        self.path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen(128)
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """End every connection, and accept no more."""
        with self._lock:
            listener, self._listener = self._listener, None
            ended, self._connections = self._connections, []
        self.path.unlink(missing_ok=True)
        for each in (listener, *ended):
            if each is not None:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
        if listener is not None:
            listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            engine = socket.socket(socket.AF_UNIX)
            with self._lock:
                if self._listener is not listener:
                    client.close()
                    return
                self._connections += [client, engine]
            engine.connect(self._engine)
            both = (threading.Event(), threading.Event())
            for number, (source, target) in enumerate(((client, engine), (engine, client))):
                arguments = (source, target, both[number], both[1 - number])
                threading.Thread(target=_copy, args=arguments, daemon=True).start()


def _copy(
    source: socket.socket, target: socket.socket, done: threading.Event, other: threading.Event
) -> None:
    """Copy one direction with its end; whoever is last closes both sockets."""
    with contextlib.suppress(OSError):
        while block := source.recv(65536):
            target.sendall(block)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
    done.set()
    if other.is_set():
        source.close()
        target.close()
