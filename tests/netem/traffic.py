"""Datagrams and a TCP connection between two hosts of the virtual machine, and what arrives of them.

Both hosts share one clock. The program obeys lines of JSON, like the router.
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import sys
import threading
import time
from typing import Any

PORT = 6000
_TICKET = struct.Struct(">Id")
_QUIET_S = 1.0
"""If nothing arrives for so long, all has arrived."""

_PATIENCE_S = 30
_BLOCK = bytes(1 << 14)


class Listener:
    """Notes the datagrams that arrive at an address, and how fast one connection brings bytes.

    Args:
        address: Where it listens.
    """

    def __init__(self, address: str) -> None:
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self._datagrams.bind((address, PORT))
        self._streams = socket.create_server((address, PORT))
        self._seen: list[tuple[int, float]] = []
        self._last = time.monotonic()
        self._bit_s: float | None = None
        self._streaming = threading.Thread(target=self._stream, daemon=True)
        for thread in (self._streaming, threading.Thread(target=self._note, daemon=True)):
            thread.start()

    def report(self, *, streamed: bool) -> dict[str, Any]:
        """The number and the delay of each datagram, and the connection's rate."""
        if streamed:
            self._streaming.join(_PATIENCE_S)
        while time.monotonic() < self._last + _QUIET_S:
            time.sleep(0.1)
        return {"seen": self._seen, "bit_s": self._bit_s}

    def _note(self) -> None:
        while True:
            content = self._datagrams.recv(1 << 16)
            self._last = time.monotonic()
            number, sent = _TICKET.unpack_from(content)
            self._seen.append((number, self._last - sent))

    def _stream(self) -> None:
        connection, _ = self._streams.accept()
        with connection:
            total, began = 0, 0.0
            while block := connection.recv(1 << 18):
                began = began or time.monotonic()
                total += len(block)
            self._bit_s = total * 8 / max(time.monotonic() - began, 1e-6)


def send(source: str, destination: str, *, count: int, gap_s: float, size: int) -> None:
    """Send datagrams, each with its number and time; after a pause they are not made up for."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((source, 0))
        for number in range(count):
            ticket = _TICKET.pack(number, time.monotonic())
            with contextlib.suppress(OSError):  # larger than the path's MTU
                sender.sendto(ticket + bytes(size - len(ticket)), (destination, PORT))
            time.sleep(gap_s)


def stream(source: str, destination: str, seconds: float) -> None:
    """Send as fast as possible for a time."""
    with socket.create_connection(
        (destination, PORT), timeout=_PATIENCE_S, source_address=(source, 0)
    ) as connection:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            connection.sendall(_BLOCK)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)


def obey(row: dict[str, Any], listeners: dict[str, Listener]) -> dict[str, Any]:
    """Carry out one order."""
    source, destination, stream_s = row["source"], row["destination"], row["stream_s"]
    match row["order"]:
        case "listen":
            listeners[destination] = Listener(destination)
        case "send":
            send(source, destination, **{name: row[name] for name in ("count", "gap_s", "size")})
            if stream_s:
                stream(source, destination, stream_s)
        case "report":
            return listeners[destination].report(streamed=bool(stream_s))
    return {}


def main() -> None:
    """Obey until the input ends."""
    listeners: dict[str, Listener] = {}
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        row = json.loads(line)
        try:
            answer = obey(row, listeners)
        except OSError as error:
            answer = {"trouble": f"{row['order']}: {error}"}
        print(json.dumps({"row": row, **answer}), flush=True)


if __name__ == "__main__":
    main()
